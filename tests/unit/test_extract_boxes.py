import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.boxes import labelled, named
from monitor.types import Page

# Six stories of our own, and what their sites put around them.
STORIES = {
    "en": (
        "The ferry between Aldmouth and the islands will not sail until Friday, because the gale "
        "tore the ramp off the quay on the mainland.",
        "Some four hundred passengers spent the night in a school hall, where volunteers served "
        "soup and handed out blankets from the lifeboat station.",
        "The operator said it would bring a second ship from the south, which needs two days to "
        "reach the harbour if the swell goes down.",
    ),
    "fr": (
        "Le conseil municipal de Vaubrun a voté lundi soir la fermeture de la vieille usine de "
        "chaussures, qui employait encore trente personnes.",
        "Les ouvriers ont occupé la cour pendant trois heures, avant de remettre au maire une "
        "pétition signée par la moitié du bourg.",
        "La préfecture promet une cellule de reclassement dès le mois de mars, sans dire combien "
        "de postes seront proposés dans la vallée.",
    ),
    "es": (
        "La alcaldesa de Riofrío anunció el martes que el puente colgante seguirá cerrado hasta "
        "que lleguen los nuevos cables de acero.",
        "Los vecinos de la otra orilla tienen que dar un rodeo de cuarenta kilómetros para llevar "
        "a los niños a la escuela del pueblo.",
        "El contratista culpa a la aduana de la demora, y calcula que las obras durarán todavía "
        "unas seis semanas si no llueve.",
    ),
    "pt": (
        "A cooperativa de pescadores de Barra Velha decidiu na quarta-feira suspender a pesca da "
        "sardinha durante o resto do inverno.",
        "Os barcos ficarão no porto até que os biólogos terminem a contagem dos cardumes, que "
        "caíram pela metade em apenas dois anos.",
        "As famílias vão receber uma ajuda mensal da prefeitura, mas o pagamento depende de uma "
        "votação que ainda não foi marcada.",
    ),
    "de": (
        "Der Stadtrat von Lindenau hat am Donnerstag beschlossen, das alte Freibad am Fluss zu "
        "sanieren und im nächsten Sommer wieder zu öffnen.",
        "Die Kosten von neun Millionen Euro trägt zur Hälfte das Land, den Rest will die Kämmerin "
        "aus dem Verkauf zweier Grundstücke bezahlen.",
        "Gegen den Plan stimmten nur die Freien Wähler, die ein kleineres Becken in der Nähe des "
        "Bahnhofs für ausreichend gehalten hätten.",
    ),
    "ar": (
        "قررت بلدية المدينة القديمة يوم الأحد إغلاق السوق المسقوف شهرين كاملين من أجل ترميم "
        "السقف الخشبي الذي تضرر من الأمطار الأخيرة.",
        "ويقول أصحاب الدكاكين إنهم لم يحصلوا بعد على مكان بديل لعرض بضائعهم، وإن موسم الأعياد "
        "سيضيع عليهم هذا العام بسبب الترميم.",
        "وأكد المهندس المشرف أن الأعمال ستنتهي قبل بداية الصيف إذا وصلت الأخشاب المطلوبة من "
        "الميناء في موعدها المتفق عليه مع المورد.",
    ),
}

BOXES = [
    pytest.param(
        "fr",
        '<div id="didomi-notice" class="cookie-notice"><p>{}</p></div>',
        "Les services que voici ont besoin de petits fichiers gardés sur votre téléphone.",
        id="fr consent",
    ),
    pytest.param(
        "fr",
        '<div class="abonnement"><p>{}</p></div>',
        "Chaque matin, l'essentiel de la vallée dans votre boîte aux lettres électronique.",
        id="fr subscription",
    ),
    pytest.param(
        "fr",
        '<section class="bloc a-lire-aussi"><p>{}</p></section>',
        "À Vaubrun, la gare rouvre enfin après dix ans de travaux et de promesses.",
        id="fr related",
    ),
    pytest.param(
        "fr",
        '<div class="tarteaucitronRoot"><p>{}</p></div>',
        "Ces services déposent des témoins sur votre appareil quand vous les autorisez.",
        id="fr consent manager",
    ),
    pytest.param(
        "en",
        '<div class="NewsletterSignup_root__x1Ab2"><p>{}</p></div>',
        "A letter from the coast, every Sunday, written by our correspondent on the pier.",
        id="en newsletter",
    ),
    pytest.param(
        "en",
        '<div id="CybotCookiebotDialog"><p>{}</p></div>',
        "Some of these small files are needed so that the pages work at all on your phone.",
        id="en consent",
    ),
    pytest.param(
        "en",
        '<div class="paywall-prompt"><p>{}</p></div>',
        "This is one of three pieces that you may look at in a month without an account.",
        id="en paywall prompt",
    ),
    pytest.param(
        "en",
        '<div class="post__author-bio"><p>{}</p></div>',
        "Jo Example has sailed these waters for thirty years and keeps bees on the island.",
        id="en author",
    ),
    pytest.param(
        "en",
        '<div role="dialog" aria-label="Choices"><p>{}</p></div>',
        "Tell us which of the following purposes you would like to allow on this device.",
        id="en dialogue",
    ),
    pytest.param(
        "en",
        '<section aria-label="Related articles"><p>{}</p></section>',
        "Island school wins the county prize for its boat, built from three old doors.",
        id="en label",
    ),
    pytest.param(
        "es",
        '<div class="suscribete-boletin"><p>{}</p></div>',
        "Las noticias del valle, cada viernes por la tarde, con las fotos de los lectores.",
        id="es newsletter",
    ),
    pytest.param(
        "es",
        '<div class="aviso-de-cookies"><p>{}</p></div>',
        "Algunos archivos son necesarios para que la página funcione en su teléfono móvil.",
        id="es consent",
    ),
    pytest.param(
        "es",
        '<div class="lo-mas-leido"><p>{}</p></div>',
        "Un pastor de Riofrío encuentra una moneda romana mientras buscaba su oveja.",
        id="es most read",
    ),
    pytest.param(
        "pt",
        '<div class="box-assine"><p>{}</p></div>',
        "O jornal da costa chega todas as manhãs, com as marés e os preços do peixe.",
        id="pt subscription",
    ),
    pytest.param(
        "pt",
        '<div class="leia-tambem"><p>{}</p></div>',
        "Festa dos barcos reúne duas mil pessoas na praia apesar da chuva e do vento.",
        id="pt related",
    ),
    pytest.param(
        "pt",
        '<div class="lgpd-aviso"><p>{}</p></div>',
        "Alguns arquivos pequenos são guardados no aparelho para medir a nossa audiência.",
        id="pt consent",
    ),
    pytest.param(
        "de",
        '<div class="newsletter-anmeldung"><p>{}</p></div>',
        "Der Brief aus Lindenau erscheint jeden Freitag und kostet nichts als etwas Zeit.",
        id="de newsletter",
    ),
    pytest.param(
        "de",
        '<div class="cookieHinweis"><p>{}</p></div>',
        "Einige dieser Dateien sind nötig, damit die Seiten auf dem Telefon überhaupt laufen.",
        id="de consent",
    ),
    pytest.param(
        "de",
        '<div class="autorenbox"><p>{}</p></div>',
        "Erika Beispiel schreibt seit zwanzig Jahren über die Dörfer zwischen den Flüssen.",
        id="de author",
    ),
    pytest.param(
        "de",
        '<div id="leserkommentare"><p>{}</p></div>',
        "Endlich wieder schwimmen, das hat ja lange genug gedauert, meint der Nachbar Udo.",
        id="de comments",
    ),
    pytest.param(
        "ar",
        '<div class="related-posts"><p>{}</p></div>',
        "افتتاح مكتبة جديدة في الحي الشرقي بعد سنوات طويلة من الانتظار والوعود الكثيرة.",
        id="ar related",
    ),
    pytest.param(
        "ar",
        '<div id="cookie-consent"><p>{}</p></div>',
        "بعض هذه الملفات الصغيرة ضرورية حتى تعمل الصفحات كما ينبغي على هاتفك المحمول.",
        id="ar consent",
    ),
    pytest.param(
        "ar",
        '<div aria-label="اقرأ أيضا"><p>{}</p></div>',
        "مهرجان الطائرات الورقية يجمع آلاف الأطفال على شاطئ المدينة رغم الرياح القوية.",
        id="ar label",
    ),
]


def text_of(lang: str, body: str) -> str:
    markup = (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>A headline</title></head>'
        f"<body>{body}</body></html>"
    )
    url = "https://news.example/a-story"
    return extract(
        Page(requested_url=url, url=url, body=markup.encode(), content_type="text/html")
    ).text


def paragraphs(lang: str, attributes: str = "") -> str:
    return "".join(f"<p{attributes}>{p}</p>" for p in STORIES[lang])


@pytest.mark.parametrize(("lang", "box", "line"), BOXES)
def test_box_in_the_article_goes(lang: str, box: str, line: str) -> None:
    first, *rest = STORIES[lang]
    inside = f"<p>{first}</p>{box.format(line)}" + "".join(f"<p>{p}</p>" for p in rest)
    assert text_of(lang, f"<article><h1>A headline</h1>{inside}</article>") == "\n".join(
        STORIES[lang]
    )


@pytest.mark.parametrize(("lang", "box", "line"), BOXES)
def test_same_line_in_an_unnamed_element_stays(lang: str, box: str, line: str) -> None:
    """Else the test above could pass for another reason."""
    first, *rest = STORIES[lang]
    inside = f"<p>{first}</p><div><p>{line}</p></div>" + "".join(f"<p>{p}</p>" for p in rest)
    assert line in text_of(lang, f"<article><h1>A headline</h1>{inside}</article>")


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize(
    "wrapper",
    [
        pytest.param('<div class="article-subscription">{}</div>', id="subscription"),
        pytest.param('<div class="paywall">{}</div>', id="paywall"),
        pytest.param('<div class="abonnement">{}</div>', id="abonnement"),
        pytest.param('<div class="newsletter">{}</div>', id="newsletter"),
        pytest.param('<div class="cookie-notice">{}</div>', id="consent"),
        pytest.param('<div class="leserkommentare">{}</div>', id="comments"),
        pytest.param('<div class="related-content">{}</div>', id="related"),
        pytest.param('<div role="dialog">{}</div>', id="dialogue"),
        pytest.param('<div class="share" itemprop="articleBody">{}</div>', id="marked body"),
    ],
)
def test_element_around_the_whole_text_stays(lang: str, wrapper: str) -> None:
    assert text_of(lang, wrapper.format(paragraphs(lang))) == "\n".join(STORIES[lang])


@pytest.mark.parametrize(
    "name", ["paywall", "newsletter", "abonnement", "consent", "related-content", "comment-body"]
)
@pytest.mark.parametrize("lang", STORIES)
def test_name_of_every_paragraph_is_no_box(lang: str, name: str) -> None:
    body = "<article>" + paragraphs(lang, f" class='{name}'") + "</article>"
    assert text_of(lang, body) == "\n".join(STORIES[lang])


def test_long_comments_go_where_the_article_is_left() -> None:
    remarks = "".join(
        f"<p>I was on the quay myself on night {n}, and nobody told us anything at all.</p>"
        for n in range(40)
    )
    body = f'<article>{paragraphs("en")}</article><div id="comments"><div>{remarks}</div></div>'
    assert text_of("en", body) == "\n".join(STORIES["en"])


def test_consent_line_of_any_element_goes() -> None:
    notice = "<div><p>Nous respectons votre vie privée.</p></div>"
    assert text_of("fr", f"<article>{notice}{paragraphs('fr')}</article>") == "\n".join(
        STORIES["fr"]
    )


def test_boxes_in_boxes_go_once() -> None:
    nested = '<div class="related-posts">' * 40 + "<p>Another ferry.</p>" + "</div>" * 40
    assert text_of("en", f"<article>{paragraphs('en')}{nested}</article>") == "\n".join(
        STORIES["en"]
    )


@pytest.mark.parametrize("lang", STORIES)
def test_numbered_names_of_paragraphs_are_one(lang: str) -> None:
    numbered = "".join(
        f'<p id="p{n}" class="newsletter-item-{n}">{p}</p>' for n, p in enumerate(STORIES[lang])
    )
    assert text_of(lang, f"<article>{numbered}</article>") == "\n".join(STORIES[lang])


@pytest.mark.parametrize("box", ["newsletter", "related-posts"])
def test_text_without_paragraphs_stays(box: str) -> None:
    text = "<br><br>".join(STORIES["en"])
    found = text_of("en", f'<div class="{box}"><div>{text}</div></div>')
    assert all(p in found for p in STORIES["en"])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("cmp-text", id="adobe's prefix"),
        pytest.param("cmp-container", id="adobe's container"),
        pytest.param("paywall", id="gated text"),
        pytest.param("article-body paywall-content", id="gated content"),
        pytest.param("subscriber-only", id="for subscribers"),
        pytest.param("post type-post tag-cookies category-newsletter", id="post's subjects"),
        pytest.param("has-comments with-sidebar", id="states"),
        pytest.param("share-price-chart", id="share price"),
        pytest.param("market-share", id="market share"),
        pytest.param("social-embed", id="embedded post"),
        pytest.param("cookie-recipe", id="recipe"),
        pytest.param("read-more-content", id="folded text"),
        pytest.param("article-comment", id="opinion"),
        pytest.param("author-name", id="byline"),
        pytest.param("gate-news", id="gate"),
        pytest.param("abortion-abroad", id="abo within a word"),
        pytest.param("unrelated", id="within a word"),
        pytest.param("consensus", id="begins alike"),
        pytest.param("", id="nothing"),
    ],
)
def test_name_of_content_names_no_box(name: str) -> None:
    assert named(name) is None


@pytest.mark.parametrize(
    ("name", "certain"),
    [
        pytest.param("onetrust-consent-sdk", True, id="onetrust"),
        pytest.param("qc-cmp2-container", True, id="quantcast"),
        pytest.param("sp_message_container_1234", True, id="sourcepoint"),
        pytest.param("cookieBanner", True, id="camel case"),
        pytest.param("gdpr-cookie-notice", True, id="gdpr"),
        pytest.param("rgpd_bandeau", True, id="rgpd"),
        pytest.param("bandeau-cookies", True, id="bandeau"),
        pytest.param("commentaires", True, id="commentaires"),
        pytest.param("disqus_thread", True, id="disqus"),
        pytest.param("privacy-banner", False, id="privacy"),
        pytest.param("abonnez-vous", False, id="abonnez"),
        pytest.param("encart-abonnement", False, id="encart"),
        pytest.param("suscripcion-box", False, id="suscripcion"),
        pytest.param("inscreva-se", False, id="inscreva"),
        pytest.param("abo-teaser", False, id="abo"),
        pytest.param("jetzt-abonnieren", False, id="abonnieren"),
        pytest.param("mc4wp-form", False, id="mailchimp"),
        pytest.param("article__share", False, id="share"),
        pytest.param("social-share-buttons", False, id="share buttons"),
        pytest.param("addtoany_share_save_container", False, id="addtoany"),
        pytest.param("redes-sociales", False, id="redes sociales"),
        pytest.param("jp-relatedposts", False, id="jetpack"),
        pytest.param("noticias-relacionadas", False, id="relacionadas"),
        pytest.param("les-plus-lus", False, id="plus lus"),
        pytest.param("mais-lidas", False, id="mais lidas"),
        pytest.param("meistgelesen", False, id="meistgelesen"),
        pytest.param("about-the-author", False, id="about the author"),
        pytest.param("sobre-el-autor", False, id="sobre el autor"),
        pytest.param("regwall-modal", False, id="wall"),
    ],
)
def test_name_of_a_box(name: str, certain: bool) -> None:
    found = named(name)
    assert found is not None
    assert found[0] is certain


@pytest.mark.parametrize(
    ("label", "box"),
    [
        pytest.param("Cookie banner", True, id="cookies"),
        pytest.param("Newsletter", True, id="newsletter"),
        pytest.param("Artikel teilen", True, id="teilen"),
        pytest.param("Lire aussi", True, id="lire aussi"),
        pytest.param("Story text", False, id="text"),
        pytest.param("Share prices in Tokyo", False, id="share prices"),
        pytest.param("Ferry to the islands", False, id="caption"),
    ],
)
def test_label_of_a_box(label: str, box: bool) -> None:
    assert (labelled(label) is not None) is box


@given(st.text(max_size=80))
def test_certain_word_is_found_beside_any(name: str) -> None:
    found = named(f"{name} didomi-notice")
    assert found is not None
    assert found[0]
