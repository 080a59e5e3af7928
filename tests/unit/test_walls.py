"""Bot walls, consent pages and log-ins, told from pages and from each other."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.walls import Wall, bot_wall, wall_of

URL = "https://wire.example/world/"
PARAGRAPH = (
    "<p>The ferry between the two banks was out of service again on Monday, and traders who had "
    "come with onions and salt waited until dusk for the spare engine from the capital.</p>"
)
COOKIES = (
    "<p>We and our 214 partners store cookies on your device and read them to measure our audience "
    "and to show advertising that suits you.</p><p>You can accept all of it, refuse what is not "
    "needed, or read our privacy policy before you continue to the site.</p>"
)


def html(title: str, body: str, head: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def news(extra: str = "", head: str = "") -> str:
    """A page with text of its own."""
    menu = "".join(f"<li><a href='/{n}'>Region {n}</a></li>" for n in range(20))
    story = "<h1>Ferry out of service</h1>" + PARAGRAPH * 15
    return html("Ferry out of service - The Wire", f"<ul>{menu}</ul>{story}{extra}", head)


def script(src: str) -> str:
    return f"<script src='{src}'></script>"


def wall(markup: str, url: str = URL, requested_url: str = URL) -> Wall | None:
    return wall_of(markup, url=url, requested_url=requested_url)


BOT_WALLS = {
    "Cloudflare, by its script": html(
        "wire.example", "<noscript>Scripts!</noscript><script>window._cf_chl_opt={a:1}</script>"
    ),
    "Cloudflare, by its title": html("Just a moment...", "<p>Please stand by</p>"),
    "Cloudflare, translated": html("Un momento&#8230;", "<div class=spinner></div>"),
    "Cloudflare, its form": html("wire", "<form action='/?__cf_chl_f_tk=a'></form>"),
    "Fastly": html("wire", script("/_fs-ch-1T1/x.js") + "<p>A part could not load.</p>"),
    "a title with the site's name": html("The Wire - Please wait for verification", ""),
    "Cloudflare, blocked": html("Attention Required! | Cloudflare", "<h1>Blocked</h1>"),
    "Cloudflare, a bare line": "error code: 1020",
    "DataDome": html("wire.example", script("https://ct.captcha-delivery.com/c.js")),
    "DataDome, as JSON": '{"url":"https://geo.captcha-delivery.com/captcha/?id=1"}',
    "PerimeterX": html("Access to this page has been denied", "<div id='px-captcha'></div>"),
    "HUMAN": html("wire.example", "<p>Press &amp; Hold to confirm you are a person.</p>"),
    "Akamai, with its entities": (
        "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>No permission "
        'for "http&#58;&#47;&#47;wire&#46;example&#47;" here.<P>Reference&#32;&#35;18&#46;2d351ab8'
        "&#46;1557333295&#46;a4e16ab</BODY></HTML>"
    ),
    "Akamai, interstitial": html("", "<div id='sec-if-cpt-container'></div>"),
    "Imperva": html(
        "", "<iframe src='/_Incapsula_Resource?x=1'>Incapsula incident ID: 1-234</iframe>"
    ),
    "Imperva, script alone": html("", script("/_Incapsula_Resource?SWJIYLWA=7")),
    "Imperva, once Distil": html("Pardon Our Interruption", "<p>Something made us think.</p>"),
    "AWS WAF": html("", "<div id=c></div><script>AwsWafIntegration.getToken()</script>"),
    "AWS WAF, puzzle": html("Human Verification", "<script>window.gokuProps={}</script>"),
    "Sucuri": html("Sucuri WebSite Firewall - Access Denied", "<p>Block ID: IPB17</p>"),
    "Sucuri, script": html("Redirected...", "<script>sucuri_cloudproxy_js=''</script>"),
    "DDoS-Guard": html("DDoS-Guard", "<h1>Checking</h1>"),
    "DDoS-Guard, script": html("", script("/.well-known/ddos-guard/check?context=x")),
    "Anubis": html("Oh noes!", "<script id='anubis_challenge' type='application/json'></script>"),
    "Vercel": html("Vercel Security Checkpoint", "<p>Stand by</p>"),
    "LiteSpeed": html("", "<form action='/.lsrecap/recaptcha?path=/'></form>"),
    "a reCAPTCHA and nothing else": html("", "<form><div class='g-recaptcha'></div></form>"),
    "an hCaptcha and a line": html("wire", "<p>One more step</p><div class=h-captcha></div>"),
    "a Turnstile": html("wire", "<div id=x class=\"box cf-turnstile\"></div>"),
    "a cookie by script": html(
        "", "<script>document.cookie='s='+f(3);window.location.reload(true)</script>"
    ),
    "unusual traffic": html("Sorry", "<p>We noticed unusual traffic from your network.</p>"),
}  # fmt: skip

SAYINGS = {
    "en": "Please verify you are human by completing the action below.",
    "en, contracted": "We need to make sure you’re not a bot.",
    "en, of a shop": "Let us know you're human before you shop on.",
    "en, connection": "Verifying your connection, this takes a second.",
    "en, request": "Your request is being verified, one moment.",
    "en, browser settings": "Please enable JS and disable any ad blocker",
    "fr": "Vérifiez que vous êtes un être humain en effectuant cette action.",
    "fr, robot": "Merci de vérifier que vous n’êtes pas un robot.",
    "es": "Verifique que es un ser humano completando la acción.",
    "es, robot": "Confirma que no eres un robot para continuar.",
    "pt": "Confirme que você é humano realizando a ação abaixo.",
    "de": "Bestätigen Sie, dass Sie ein Mensch sind.",
    "de, browser": "Die Überprüfung Ihres Browsers dauert einige Sekunden.",
    "nl": "Controleer of u een mens bent.",
    "it": "Verifica di essere un umano completando l'azione.",
    "pl": "Potwierdź, że jesteś człowiekiem.",
    "tr": "İnsan olduğunuzu doğrulayın.",
    "es, connection": "Comprobando si la conexión es segura",
    "ru, title": "Вы не робот?",
    "ru": "Подтвердите, что вы человек, выполнив действие.",
    "ar": "تحقق من أنك إنسان بإكمال الإجراء أدناه.",
    "ar, robot": "أثبت أنك لست روبوتًا للمتابعة",
    "zh": "请完成以下操作，验证您是真人。",
    "ja": "あなたが人間であることを確認します。",
}

CONSENT_PAGES = {
    "en": html("The Wire", COOKIES + "<button>Accept all</button><button>Manage</button>"),
    "fr": html(
        "Le Fil",
        "<h1>Votre vie privée</h1><p>Avec nos partenaires, nous utilisons des traceurs pour "
        "mesurer l'audience et afficher de la publicité adaptée. Votre consentement est libre et "
        "peut être retiré.</p><a href='/abo'>S'abonner</a><button>Tout accepter</button>",
    ),
    "de, with a paid way": html(
        "Der Draht",
        "<h2>Mit Werbung weiterlesen</h2><p>Mit Ihrer Einwilligung verarbeiten wir und bis zu 180 "
        "Partner personenbezogene Daten, um Werbung zu zeigen und zu messen.</p><p>Die Zustimmung "
        "kann jederzeit im Datenschutz-Center widerrufen werden.</p><button>Einverstanden</button>"
        "<h2>Oder das Pur-Abo für 4,99 Euro</h2><a href='/abo'>Jetzt abschließen</a>",
    ),
    "es": html(
        "El Hilo",
        "<p>Con su consentimiento, nosotros y nuestros socios usamos cookies para guardar y "
        "procesar datos personales como su visita a este sitio, y para mostrar publicidad.</p>"
        "<button>Aceptar y continuar</button>",
    ),
    "by its form": html(
        "Before you go on", "<form action='/v2/collectConsent'><button>OK</button></form>"
    ),
}  # fmt: skip

LOGIN_PAGES = {
    "a password": html(
        "Sign in", "<form><input name=u><input type='password' name=p><button>Go</button></form>"
    ),
    "with a captcha": html(
        "Members", "<form><input type=password><div class=g-recaptcha></div></form>"
    ),
    "handed on to another": html(
        "", "<form action=x><input type=hidden name='SAMLRequest' value='1'></form>"
    ),
}

NO_WALLS = {
    "a news page": news(),
    "a captcha in its comments": news(
        "<form><textarea name=c></textarea><div class='g-recaptcha'></div>Please verify you are "
        "human.</form>",
        script("https://www.google.com/recaptcha/api.js"),
    ),
    "scripts of vendors": news(
        script("/cdn-cgi/challenge-platform/scripts/jsd/main.js")
        + script("https://js.datadome.co/tags.js")
        + script("/_Incapsula_Resource?SWJIYLWA=719")
        + script("https://abc.token.awswaf.com/challenge.js")
        + "<script>window._pxAppId='PX1'</script>"
    ),
    "a cookie banner": news(f"<div class=banner>{COOKIES}<button>Accept all</button></div>"),
    "a log-in link": news("<a href='/login'>Log in</a>"),
    "a log-in box": news("<form action='/login'><input type='password'></form>"),
    "news of captchas": news("<h2>Verify you are human: why we click on traffic lights</h2>"),
    "a short page with a captcha in its comments": html(
        "Ferry delayed",
        PARAGRAPH + "<form><textarea name=c></textarea><p>Please verify you are human</p>"
        "<div class=h-captcha></div></form>",
    ),
    "a shell of scripts": html(
        "The Wire",
        "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
        script("https://www.google.com/recaptcha/api.js?render=k") + script("/main.js"),
    ),
    "a short page": html("Ferry delayed", f"<h1>Ferry delayed</h1>{PARAGRAPH}"),
    "a short page with a banner": html(
        "Ferry", PARAGRAPH * 4 + COOKIES + "<button>Accept</button>"
    ),
    "a contact form": html(
        "Contact", "<form><input type='email'><div class='g-recaptcha'></div></form>"
    ),
    "upkeep": html("Under maintenance", "<h1>Back soon</h1><p>We are at work.</p>"),
    "not found": html("404 Not Found", "<h1>Not Found</h1><p>nginx</p>"),
    "a plain refusal": html("403 Forbidden", "<h1>403 Forbidden</h1><p>nginx</p>"),
    "no access, says a site": html("Access denied", "<p>You are not authorized.</p>"),
    "a script that counts": html(
        "The Wire", "<a href='/1'>One</a><script>document.cookie='n=1';location.href</script>"
    ),
    "nothing": "",
    "longer than any wall": html("Just a moment", "<script>" + " " * 400_000),
}  # fmt: skip


@pytest.mark.parametrize("name", BOT_WALLS)
def test_a_bot_wall(name: str) -> None:
    assert wall(BOT_WALLS[name]) is Wall.BOT
    assert bot_wall(BOT_WALLS[name], {})


@pytest.mark.parametrize("language", SAYINGS)
def test_a_bot_wall_by_what_it_says(language: str) -> None:
    assert (
        wall(html("wire.example", f"<h1>wire.example</h1><p>{SAYINGS[language]}</p>")) is Wall.BOT
    )


@pytest.mark.parametrize("name", CONSENT_PAGES)
def test_a_consent_page(name: str) -> None:
    assert wall(CONSENT_PAGES[name]) is Wall.CONSENT


@pytest.mark.parametrize("name", LOGIN_PAGES)
def test_a_login_page(name: str) -> None:
    assert wall(LOGIN_PAGES[name]) is Wall.LOGIN


@pytest.mark.parametrize("name", NO_WALLS)
def test_no_wall(name: str) -> None:
    assert wall(NO_WALLS[name]) is None
    assert not bot_wall(NO_WALLS[name], {})


@pytest.mark.parametrize(
    ("headers", "want"),
    [
        pytest.param({"cf-mitigated": "challenge"}, True, id="Cloudflare"),
        pytest.param({"x-amzn-waf-action": "captcha"}, True, id="AWS"),
        pytest.param({"x-vercel-mitigated": "deny"}, True, id="Vercel"),
        pytest.param({"x-sucuri-block": "BLK1"}, True, id="Sucuri"),
        pytest.param({"server": "cloudflare", "cf-ray": "1"}, False, id="a site behind Cloudflare"),
        pytest.param({"x-datadome": "protected"}, False, id="a site behind DataDome"),
        pytest.param({}, False, id="none"),
    ],
)
def test_headers(headers: dict[str, str], want: bool) -> None:
    assert bot_wall("<h1>Forbidden</h1>", headers) is want


ASKED = "https://wire.example/feed"


@pytest.mark.parametrize(
    ("url", "requested_url", "want"),
    [
        pytest.param("https://consent.example.com/m?continue=x", ASKED, Wall.CONSENT, id="host"),
        pytest.param("https://myprivacy.example.net/x", ASKED, Wall.CONSENT, id="its other name"),
        pytest.param("https://wire.example/consent/?to=/feed", ASKED, Wall.CONSENT, id="path"),
        pytest.param("https://wire.example/cookie-wall", ASKED, Wall.CONSENT, id="cookie wall"),
        pytest.param("https://guce.example.com/collectConsent?s=1", ASKED, Wall.CONSENT, id="guce"),
        pytest.param("https://wire.example/login?next=/feed", ASKED, Wall.LOGIN, id="log-in"),
        pytest.param("https://wire.example/wp-login.php", ASKED, Wall.LOGIN, id="WordPress"),
        pytest.param("https://wire.example/users/sign_in", ASKED, Wall.LOGIN, id="sign in"),
        pytest.param("https://sso.example.org/x", ASKED, Wall.LOGIN, id="single sign-on"),
        pytest.param("https://wire.example/oauth2/authorize?a", ASKED, Wall.LOGIN, id="OAuth"),
        pytest.param("https://wire.example/fr/connexion", ASKED, Wall.LOGIN, id="in French"),
        pytest.param("https://wire.example/world/", ASKED, None, id="another page"),
        pytest.param("https://wire.example/2026/age-of-consent", ASKED, None, id="a headline"),
        pytest.param("https://wire.example/author/login-smith", ASKED, None, id="a name"),
        pytest.param("https://wire.example/x?ref=/login", ASKED, None, id="a query"),
        pytest.param("https://login.example/a", "https://login.example/b", None, id="asked for"),
        pytest.param("https://[", ASKED, None, id="no address"),
    ],
)
def test_where_a_redirect_led(url: str, requested_url: str, want: Wall | None) -> None:
    assert wall(html("The Wire", PARAGRAPH), url, requested_url) is want


@pytest.mark.parametrize(
    ("target", "want"),
    [
        pytest.param("/login?from=feed", Wall.LOGIN, id="log-in"),
        pytest.param("https://consent.a.example/", Wall.CONSENT, id="consent"),
        pytest.param("/b", None, id="another page"),
        pytest.param("//[", None, id="no address"),
    ],
)
def test_where_a_page_without_text_leads(target: str, want: Wall | None) -> None:
    refresh = f"<meta http-equiv='refresh' content='0; url={target}'>"
    assert wall(html("", "", refresh)) is want
    assert wall(news("", refresh)) is None


_PARTS = st.sampled_from(
    [
        *("<", ">", "<script>", "</script", "<!--", "-->", "<input type=", "password", "'"),
        *("<title>", "<meta http-equiv=refresh url=", "//[", "&#", ";", "Accept all", "cookies "),
    ]
)


@given(st.lists(_PARTS | st.text(max_size=4)).map("".join), st.text(max_size=9))
def test_no_markup_raises(markup: str, url: str) -> None:
    assert wall(markup, url) in {None, *Wall}
    assert bot_wall(markup, {}) in {True, False}


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<!--", "<script>", "<input ", "<form action=", "<meta http-equiv=refresh ", "<a>"),
        *("<title", "a ", "verify that ", "class='", "location", "&#", "cookies ", "réf"),
    ],
)
def test_time_is_bounded(piece: str) -> None:
    begun = time.process_time()
    wall((piece * 400_000)[:400_000])
    assert time.process_time() - begun < 2
