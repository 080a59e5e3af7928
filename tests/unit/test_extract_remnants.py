import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.extract.remnants import article_lines, fold, is_caption, is_remnant

REMNANTS = [
    "Advertisement",
    "- ADVERTISEMENT -",
    "Advertisement - Continue reading below",
    "Article continues below advertisement",
    "Skip to main content",
    "Please enable JavaScript to view this page.",
    "For a better experience, enable JavaScript in your browser.",
    "Your browser does not support the video element.",
    "Share on Facebook",
    "Share on Facebook | Share on X | Share via Email",
    "Facebook Twitter WhatsApp Email",
    "Share this:",
    "Tweet",
    "Stay informed. Subscribe to our newsletter.",
    "Sign up for our daily briefing and never miss a story.",
    "Get the day's top headlines delivered to your inbox.",
    "Follow us on Google News",
    "Follow Example Times on WhatsApp",
    "Join our Telegram channel",
    "Click here to read the full statement",
    "Read more: Ministers meet in the capital",
    "Also read: What we know so far",
    "READ ALSO | Floods close the main road",
    "Read More On The Topic On Example Media",
    "Related articles",
    "Recommended for you",
    "You may also like",
    "Most read",
    "Leave a comment",
    "12 comments",
    "View all comments (12)",
    "Your email address will not be published. Required fields are marked *",
    "This article was first published on Example News.",
    "The post Floods close the main road appeared first on Example News.",
    "Thanks for reading!",
    "© 2023 Example Media. All rights reserved.",
    "All rights reserved.",
    "4 min read",
    "Reading time: 3 minutes",
    "Published: 14 August 2023, 10:32",
    "Last updated: 2023-08-14",
    "Tags: harbour, council, budget",
    "Photo: Jane Roe/AFP",
    "Image source, Getty Images",
    "We use cookies to improve your experience.",
    "By continuing to use this site you agree to our terms.",
    "Already a subscriber? Log in",
    "Don't miss our latest stories",
    "Opens in new window",
    "* * *",
    "»",
    "Publicité",
    "Lire aussi : Le port rouvre ses portes",
    "À lire également",
    "Abonnez-vous à notre newsletter",
    "Suivez-nous sur Facebook",
    "Partager sur Twitter",
    "Tous droits réservés",
    "Publicidad",
    "Lea también: El puerto reabre",
    "Suscríbete a nuestro boletín",
    "Síguenos en Instagram",
    "Todos los derechos reservados",
    "Leia também: O porto reabre",
    "Compartilhe no WhatsApp",
    "Continua após a publicidade",
    "Assine nossa newsletter",
    "Anzeige",
    "Lesen Sie auch: Der Hafen öffnet wieder",
    "Das könnte Sie auch interessieren",
    "Abonnieren Sie unseren Newsletter",
    "Auf Facebook teilen",
    "إعلان",
    "اقرأ أيضا: الميناء يفتح أبوابه",
    "اشترك في نشرتنا البريدية",
    "تابعنا على تويتر",
    "شارك المقال",
    "جميع الحقوق محفوظة",
]

SENTENCES = [
    "Advertisement spending in the region rose by four percent last year, the agency said.",
    "The advertisement was withdrawn after complaints.",
    "Subscribers of the paper were told on Friday that it would close.",
    "He asked readers to subscribe to its newsletter before the end of the month.",
    "“Subscribe to our newsletter,” the poster said.",
    "Share prices fell sharply in early trading.",
    "Share on this market has been lost to competitors, the company said.",
    "Facebook removed the page on Monday.",
    "Follow the money, the prosecutor told the court.",
    "Stay home, the governor told residents.",
    "Read the letter in full before judging, the minister urged.",
    "Related charges against two officers were dropped.",
    "Join forces or lose the north, the general warned them.",
    "Comments by the minister angered the opposition.",
    "Tags on the seized weapons pointed to three countries.",
    "Photographers were kept away from the site.",
    "Watch towers line the road to the camp.",
    "Click farms were blamed for the traffic.",
    "Sign language interpreters were missing at the hearing.",
    "Support for the junta has fallen.",
    "Support for our troops is strong, a resident said.",
    "Download speeds in rural areas remain low.",
    "Cookies were handed out to the children.",
    "JavaScript was created in ten days in 1995.",
    "Numerous incidents",
    "Background and tensions",
    "What we know so far",
    "2012",
    "Yes.",
    "Skip the queue and head for the museum.",
    "Copyright law will change next year.",
    "You may like the plan; you may not.",
    "Opinion: The mission leaves a vacuum behind.",
    "The story continues to unfold in the border region.",
    "Published reports of the raid could not be confirmed.",
    "Like many towns in the north, Ber has no clinic.",
    "Find out who paid, the judge ordered.",
    "Get out of the town, the rebels told the convoy.",
    "Anzeige gegen den Minister wurde am Montag erstattet.",
    "Werbung für Tabak bleibt verboten.",
    "Der Verlag will seine Abonnenten halten.",
    "La publicité pour le tabac reste interdite.",
    "Partager le pouvoir, voilà la demande des rebelles.",
    "Les abonnés du journal ont reçu une lettre.",
    "La publicidad del tabaco sigue prohibida.",
    "Compartir el poder fue la exigencia de los rebeldes.",
    "Siga adelante la misión o no, el pueblo seguirá aislado.",
    "A publicidade de tabaco continua proibida.",
    "أعلن الجيش عن مقتل ستة جنود في بلدة بير.",
    "شارك آلاف المتظاهرين في المسيرة أمس.",
    "سجل الفريق هدفين في الشوط الأول.",
]


@pytest.mark.parametrize("line", REMNANTS)
def test_line_of_the_page_is_a_remnant(line: str) -> None:
    assert is_remnant(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_line_of_the_article_is_not(line: str) -> None:
    assert not is_remnant(line)


@pytest.mark.parametrize("line", SENTENCES)
def test_case_does_not_make_a_remnant(line: str) -> None:
    assert not is_remnant(line.upper())


@pytest.mark.parametrize("line", [r for r in REMNANTS if r.isascii()])
def test_case_does_not_hide_a_remnant(line: str) -> None:
    assert is_remnant(line.upper())


@given(st.text(min_size=321, max_size=600))
def test_long_line_is_never_a_remnant(line: str) -> None:
    assert not is_remnant(line)


@given(st.text(max_size=200))
def test_fold_is_idempotent(line: str) -> None:
    assert fold(fold(line)) == fold(line)


@pytest.mark.parametrize(
    ("line", "want"),
    [
        pytest.param(
            "Soldiers patrol the market in Gao [File: Jane Roe/AFP]", True, id="file photo"
        ),
        pytest.param("A convoy leaves the base. (Photo by Jane Roe)", True, id="photo by"),
        pytest.param("A convoy leaves the base (AP Photo/Jane Roe)", True, id="agency photo"),
        pytest.param("A convoy leaves the base. © Jane Roe, AFP", True, id="copyright sign"),
        pytest.param("The army confirmed the deaths on Monday. (AFP)", False, id="agency credit"),
        pytest.param(
            "The alliance left the talks (see the file on page 3) on Friday.", False, id="amid"
        ),
        pytest.param("The movement (CMA)", False, id="acronym"),
    ],
)
def test_caption_is_known_by_its_credit(line: str, want: bool) -> None:
    assert is_caption(line) is want


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        pytest.param(["Title", "Body text."], ["Body text."], id="title goes"),
        pytest.param(
            ["One two three.", "Four.", "One two three."],
            ["One two three.", "Four."],
            id="repeated goes",
        ),
        pytest.param(["Yes.", "No.", "Yes."], ["Yes.", "No.", "Yes."], id="short answers stay"),
        pytest.param(["a  b\u00a0c", "", " "], ["a b c"], id="white space"),
        pytest.param(["Text.", "https://example.org/a-b-c"], ["Text."], id="address alone goes"),
        pytest.param(
            ["See https://example.org/a for it."],
            ["See https://example.org/a for it."],
            id="address within stays",
        ),
        pytest.param(
            ["Text one.", "Text two.", "About Jane Roe 312 Articles", "Jane Roe is a consultant."],
            ["Text one.", "Text two."],
            id="author box goes",
        ),
        pytest.param(
            [
                "Text one.",
                "Text two.",
                "About the author",
                "Jane Roe lives in Accra.",
                "Text three.",
            ],
            ["Text one.", "Text two.", "Text three."],
            id="what follows the box stays",
        ),
        pytest.param(
            ["One.", "Two.", "Three.", "Jane Roe is a reporter based in Dakar. Follow her at @roe"],
            ["One.", "Two.", "Three."],
            id="biography at the end goes",
        ),
        pytest.param(
            ["One.", "Two.", "Three.", "Jane Roe is a reporter who was shot in the town."],
            ["One.", "Two.", "Three.", "Jane Roe is a reporter who was shot in the town."],
            id="a reporter in the news stays",
        ),
        pytest.param(
            ["One.", "About Kidal", "Kidal is a town."],
            ["One.", "About Kidal", "Kidal is a town."],
            id="heading stays",
        ),
    ],
)
def test_article_lines(lines: list[str], want: list[str]) -> None:
    assert article_lines(lines, "Title") == want
