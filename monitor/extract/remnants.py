"""Which lines of a text are the page around the article and not the article.

A line is judged by itself: by what readers are told to do (subscribe, share, enable), by labels
that stand alone (Advertisement, Read more), by credits and counters. Only short lines are judged,
and only lines of which every sentence is such a phrase; a sentence of the article that talks about
advertisements or subscribers is not one. Six languages: en, fr, es, pt, de, ar.
"""

import re
import unicodedata

from monitor.extract.consent import CONSENT
from monitor.extract.labels import LABELS

MAX_CHARS = 320

_NETWORKS = (
    r"(?:facebook|twitter|x|instagram|linkedin|whatsapp|telegram|reddit|pinterest|youtube|tiktok|"
    r"threads|bluesky|mastodon|tumblr|flipboard|pocket|viber|messenger|google news|google|snapchat|"
    r"e ?mail|mail|social media|فيسبوك|تويتر|واتساب|تلغرام|انستغرام|يوتيوب)"
)

# Whole sentences, folded, from their first word on.
_PHRASES = (
    # Advertisements, jumps
    r"(?:advertisement|advertising|publicite|publicidade?|anzeige|werbung|اعلان)\W+"
    r"(?:story|article|scroll|continue|keep|skip|please|below|after|l'article|continua|sigue|"
    r"scrollen|"
    r"weiterlesen|hier|advertisement|publicite|publicidad|anzeige|werbung).*",
    r"(?:this )?(?:story|article|content|post) continues.*",
    r"(?:continue|keep) reading(?:\W.{0,80})?",
    r"scroll (?:down |up )?(?:to|for|below)\b.*",
    r"skip (?:(?:to|past) .*|(?:this |the )?(?:advertisement|ads?|promotion|newsletter|video|"
    r"intro)\b.*)",
    r"(?:end of|after|below) (?:newsletter|advertisement|promotion|the ad).*",
    r"sponsored (?:by|content|post|links?)\b.*",
    # Script, cookies, browsers
    r"(?:please )?(?:enable|turn on|activate|allow|switch on) (?:javascript|js|cookies|"
    r"notifications)\b.*",
    r"for (?:the |an? )?(?:best|better|optimal|full)\W.{0,40}(?:javascript|browser|cookies)\b.*",
    r"(?:your browser|this (?:web ?site|site|page|video|content|app|application|feature)|you "
    r"(?:need|have|must)|"
    r"it (?:looks|seems|appears))\b.{0,90}(?:javascript|cookies|ad ?-?block\w*|html5|not "
    r"support\w*|to be enabled).*",
    r"javascript (?:is|must be|seems|has been)\b.*(?:disabled|enabled|required|necessary|off).*",
    r"(?:we|we and our partners|our partners) use cookies.*",
    r"(?:by (?:continuing|using|clicking|signing up|subscribing|browsing|submitting)|you (?:can|"
    r"may) unsubscribe)\b.*",
    r"(?:veuillez|merci d[e']|vous devez) ?activer javascript.*|javascript est desactive.*",
    r"(?:por favor,? )?(?:active|activa|habilite|habilita|ative) (?:el |o )?javascript.*",
    r"(?:bitte )?(?:aktivieren sie|aktiviere) (?:bitte )?javascript.*",
    r"(?:يرجى|الرجاء) تفعيل.*(?:جافا|javascript).*",
    r"(?:nous utilisons des cookies|ce site utilise des cookies|en poursuivant votre "
    r"navigation)\b.*",
    r"(?:utilizamos cookies|usamos cookies|este sitio (?:web )?u(?:sa|tiliza) cookies|este site "
    r"u(?:sa|tiliza) cookies)\b.*",
    r"(?:wir verwenden cookies|diese (?:web)?seite (?:verwendet|nutzt) cookies)\b.*",
    r"(?:نستخدم ملفات تعريف|يستخدم هذا الموقع ملفات).*",
    # Newsletters, accounts, channels
    r"stay (?:informed|tuned|updated|connected|in the know|up[- ]to[- ]date|ahead|safe and "
    r"informed)(?: (?:with|on|about|by)\b.*)?",
    r"(?:please )?(?:subscribe|sign ?-?up)(?: (?:to|for|now|today|here|via|and|with|free|below|"
    r"by|our|at)\b.*)?",
    r"(?:already|not) (?:a|an|yet a) (?:subscriber|member|registered)\b.*",
    r"(?:(?:want|looking for|need) more|want to (?:read|stay|know|get|"
    r"receive))\b.*(?:subscri\w+|sign up|newsletter|inbox).*",
    r"(?:get|receive|have)\b.{0,110}(?:in(?:to)? your inbox|to your inbox|your phone|"
    r"newsletters?|delivered|our app)\b.*",
    r"(?:read|enjoy|unlock|access|try)\b.{0,60}(?:unlimited|ad-free|subscription|subscribing|"
    r"for free|free trial|premium)\b.*",
    r"(?:like|follow|find) (?:us\b.*|@\w+.*|.{0,60}\bon " + _NETWORKS + r"(?:\W.*)?)",
    r"(?:join|connect with) (?:us\b.*|our\b.*|the (?:conversation|discussion|debate)\b.*"
    r"|.{0,60}\b(?:on|via) "
    + _NETWORKS
    + r"(?:\W.*)?|.{0,50}\b(?:whatsapp|telegram) (?:channel|group)\b.*)",
    r"(?:click|tap|press) (?:here|on|the (?:link|bell|button|image|photo|headline)|to|below)\b.*",
    r"download (?:our|the)\b.{0,50}\bapp\b.*|download (?:it )?(?:on|from) (?:the )?(?:app store|"
    r"google play).*",
    r"(?:available|get it) on (?:the )?(?:app store|google play)\b.*",
    r"(?:log|sign) ?-?in (?:to|or|with|for|here)\b.*|you must be logged in\b.*",
    r"(?:never|don't|do not) miss (?:a|an|any|our|the) (?:story|post|update|beat|moment|"
    r"headline|news|thing|latest|issue)\b.*",
    r"be the first to (?:know|comment|like|share|hear|get|find out)\b.*",
    r"(?:support|help|fund|defend|donate to) (?:us|our|independent|quality|free|the) ?(?:work|"
    r"journalism|journalists|newsroom|mission"
    r"|independent|reporting|site|keep)?\b.{0,80}(?:donat\w+|journalism|today|contribut\w+|"
    r"member|patreon|reporting|newsroom)?",
    r"(?:become|be) (?:a|an|our) (?:member|subscriber|supporter|patron|insider)\b.*",
    r"(?:abonnez|inscrivez|connectez|rejoignez|suivez|retrouvez|recevez|partagez|telechargez|"
    r"soutenez|cliquez)"
    r"(?:-vous|-nous|-moi)?\b.{0,80}(?:newsletter|lettre|infolettre|notre|nos|chaine|canal|"
    r"alertes?|compte|ici|application|appli|" + _NETWORKS + r").*",
    r"(?:abonnez-vous|inscrivez-vous|suivez-nous|rejoignez-nous|restez informes?)\b.*",
    r"(?:suscrib\w+|registr[ae]\w*|inscrib\w+|sigue\w*|siga\w*|unete|unase|recibe|reciba|"
    r"descarga|descargue|haz clic|haga clic|comparte)\b"
    r".{0,80}(?:newsletter|boletin|correo|nuestr[oa]s?|canal|alertas|aqui|app|"
    + _NETWORKS
    + r").*",
    r"(?:suscribete|suscribase|siguenos|siganos|mantente informado|mantengase informado)\b.*",
    r"(?:assine|inscreva-se|cadastre-se|receba|siga|entre no|participe do|baixe|clique|"
    r"compartilhe|acompanhe)\b"
    r".{0,80}(?:newsletter|boletim|e-?mail|noss[oa]s?|canal|grupo|alertas|aqui|app|"
    + _NETWORKS
    + r").*",
    r"(?:siga-nos|assine ja|fique por dentro|mantenha-se informado)\b.*",
    r"(?:abonnieren|folgen|melden|erhalten|lesen|laden|klicken|unterstutzen|registrieren) "
    r"sie\b.{0,80}"
    r"(?:newsletter|unser\w*|kanal|hier|app|postfach|push|" + _NETWORKS + r").*",
    r"(?:jetzt|hier|kostenlos)\b.{0,50}(?:abonnieren|anmelden|registrieren|herunterladen|folgen)",
    r"(?:اشترك|اشتركوا|سجل|انضم|انضموا|تابعنا|تابعونا|تابع|حمل|اضغط|انقر|شارك)\b.{0,80}"
    r"(?:النشرة|نشرتنا|بريدك|قناتنا|قناة|تطبيق\w*|هنا|صفحتنا|حسابنا|على|عبر|المقال|الخبر|الان).*",
    # More of the same site
    r"(?:read|see|watch|listen|view|find|discover)(?: also| more| next| full (?:story|article)| "
    r"the (?:full|original|whole|rest)"
    r"(?: of (?:the|this))? (?:story|article|report|post|version))(?:\W.{0,110})?",
    r"(?:also read|more on|more from|more in|more about|related|see also|recommended|editor'?s "
    r"pick|trending|watch|listen"
    r"|in pictures|live updates|must[- ]read|don't miss|up next|dig deeper|go deeper)\s*(?::|>|"
    r"»|\|).*",
    r"(?:more from|more stories (?:from|by|on)|more news (?:from|on)|more by|latest from|"
    r"stories from)\b.{0,60}",
    r"you (?:may|might) (?:also (?:like|enjoy|want to read)|be interested in)\b.{0,60}",
    r"(?:a |)lire (?:aussi|egalement|la suite|plus)\b.*|(?:voir|ecouter|regarder) (?:aussi|"
    r"egalement)\b.*",
    r"(?:sur le meme sujet|lire notre article|en savoir plus sur|retrouvez (?:ici|tous|toute|"
    r"l'integralite))\b.*",
    r"(?:lea|lee|leer|vea|ver|mira|puede|puedes) (?:tambien|mas|ademas|leer)\b\s*(?::|\||sobre|"
    r"en|aqui)?.{0,110}",
    r"(?:te|le) (?:puede|podria) interesar\b.*|(?:leia|veja|saiba|confira|ouca) (?:tambem|"
    r"mais)\b.*",
    r"(?:lesen|sehen|horen) sie (?:auch|hier|dazu|mehr|weiter)\b.*|(?:mehr (?:zum thema|dazu|"
    r"lesen|zu))\s*:.*",
    r"(?:اقرا|شاهد|طالع|انظر)(?:وا)? (?:ايضا|المزيد|كذلك)\b.*",
    # Sharing
    r"(?:share|tweet|post|send|pin|save) (?:this|on|via|to|with|it on)\b.{0,60}",
    r"(?:share|teilen|partager|partagez|compartir|comparte|compartilhar|compartilhe|شارك|"
    r"مشاركة)\b.{0,25}\b(?:on|auf|sur|en|no|na|via|per|par|"
    r"عبر|على|في) ?" + _NETWORKS + r"\b.*",
    r"(?:"
    + _NETWORKS
    + r")(?:\W+(?:"
    + _NETWORKS
    + r"|share|tweet|print|copy link|partager|teilen|compartir|compartilhar))*",
    r"(?:auf|bei|per|via) " + _NETWORKS + r" (?:teilen|folgen|senden)",
    r"(?:opens|open) in (?:a )?new (?:window|tab)",
    r"click to (?:share|print|email)\b.*",
    # Comments
    r"your (?:e-?mail )?(?:address )?(?:will not be|won't be) published\b.*|required fields are "
    r"marked.*",
    r"(?:comments?|les commentaires) (?:are|is|have been|sont) (?:closed|off|disabled|turned "
    r"off|fermes).*",
    r"(?:view|show|hide|load|read|see)(?: all| the| more| \d+)* comments?(?: ?\(?\d+\)?)?|\d+ "
    r"(?:comments?|commentaires?|comentarios?|kommentare)",
    r"(?:votre adresse (?:e-?mail|de messagerie) ne sera pas|tu direccion de correo|o seu "
    r"endereco de e-?mail|ihre e-?mail-adresse wird)\b.*",
    # Rights, origin
    r"(?:copyright\W*(?:\d|@|by\b|©)|\(?c\) ?\d|©).*|.{0,80}\ball rights reserved\b.*|"
    r".{0,60}(?:tous droits reserves|todos los derechos reservados"
    r"|todos os direitos reservados|alle rechte vorbehalten|جميع الحقوق محفوظة).*",
    r"this (?:article|story|post|content) (?:was|is|has been|first|originally) ?(?:first |"
    r"originally |also |re)?"
    r"(?:published|appeared|posted|produced|syndicated|republished)\b.{0,90}",
    r"(?:the post|l'article|el articulo|o post|la entrada|der beitrag) .{3,160} (?:appeared "
    r"first on|est apparu en premier sur"
    r"|aparecio primero en|apareceu primeiro em|erschien zuerst auf)\b.*",
    r"(?:thanks|thank you) for (?:reading|watching|visiting|subscribing|signing up|your "
    r"support)\b.*",
    r"this (?:material|content) may not be (?:published|reproduced)\b.*",
    r"(?:got|have|do you have) a (?:tip|story|question|news tip|confidential tip|complaint|"
    r"correction)\b.*",
    # Counters, dates, readers' service
    r"(?:estimated )?(?:reading time|read time|lesezeit|temps de lecture|tiempo de lectura|"
    r"tempo de leitura|وقت القراءة)\b.{0,30}",
    r"(?:about )?\d+[ -]?(?:min|mins|minutes?|minutos?|minuten?) (?:read|de lecture|de lectura|"
    r"de leitura|lesezeit)|lecture \d+ min\w*",
    r"listen to (?:this|the) (?:article|story|post)\b.{0,40}|\d+(?:[.,]\d+)?[km]? (?:shares|"
    r"views|likes|reads|partages|vues|aufrufe|vistas)",
    r"(?:published|posted|updated|last updated|last modified|first published|created|date|"
    r"publie le|mis a jour le|publicado|actualizado"
    r"|atualizado|veroffentlicht|aktualisiert|stand|نشر في|تاريخ النشر|اخر "
    r"تحديث)\b(?=.*\d)[\w\s:.,/|@+()-]{4,70}",
    r"(?:tags?|topics?|categories|category|filed under|keywords|mots-cles|etiquetas|schlagworte|"
    r"themen|الكلمات المفتاحية|الوسوم)\s*:.*",
    r"(?:photo|photograph|image|picture|credit|photo credit|image credit|photos|foto|fotos|bild|"
    r"imagen|imagem|credit photo|الصورة)"
    r"(?: credit| source| caption| courtesy| by| via| von| de| par)?s?\s*[:/©].{0,120}",
    r"(?:image|media|video) (?:source|caption|copyright)\b.*|(?:file|stock|handout) (?:photo|"
    r"image|picture)\b.{0,60}",
)
_PHRASE = re.compile("|".join(f"(?:{p})" for p in (*_PHRASES, *CONSENT)))
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+")
_PIECE = re.compile(r"\s*(?:[|•·▪»«›‹→/]+|\s{3,}|\t)\s*")
_REPORTED = re.compile(
    r"\b(?:said|says|told|according|announced|warned|urged|added|reported|wrote|argued|a dit|"
    r"selon|dijo|segun"
    r"|disse|segundo|sagte|laut|قال|قالت|اعلن)\b"
)
_QUOTES = "\"'“”„«»‘’‹›「『"
_EDGE = " \t\u00a0\u200b\u200e\u200f.,:;!?…-–—_*#>|•·»«<()[]{}+=~^→←▪►▶✉@/\\"


# Accents and Arabic vowel signs, soft hyphens, zero-width characters.
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200f\u2060\ufeff]+")


def fold(line: str) -> str:
    """Return the line in the form in which the phrases above are written."""
    if not line.isascii():
        line = unicodedata.normalize("NFKD", line.replace("’", "'").replace("ʼ", "'"))
        line = _MARKS.sub("", line)
    return " ".join(line.casefold().split())


def is_remnant(line: str) -> bool:
    """Tell whether this line of a text belongs to the page around the article.

    Lines of over 320 characters never do.
    """
    if len(line) > MAX_CHARS:
        return False
    folded = fold(line)
    bare = folded.strip(_EDGE)
    if not bare or bare in LABELS:
        return True
    if folded[0] in _QUOTES:
        return False
    pieces = [p for p in _PIECE.split(folded) if p.strip(_EDGE)]
    return all(map(_is_phrases, pieces)) or _is_phrases(folded)


def _is_phrases(folded: str) -> bool:
    if _REPORTED.search(folded):
        return False
    return all(map(_is_phrase, _SENTENCE.split(folded)))


def _is_phrase(sentence: str) -> bool:
    bare = sentence.strip(_EDGE)
    return not bare or bare in LABELS or _PHRASE.fullmatch(bare) is not None


# ---------------------------------------------------------------- lines among others

_URL_LINE = re.compile(
    r"(?:(?:source|link|url|via|from|original)\s*:?\s*)?<?https?://\S+(?: \S*[-/_.]\S*)?",
    re.IGNORECASE,
)
_CAPTION_CHARS = 400
_AGENCIES = (
    r"(?:afp|reuters|ap|ap photo|epa|efe|ansa|dpa|getty|getty images|xinhua|anadolu|aa|"
    r"tass|belga|keystone|lusa|shutterstock|pa)"
)
_CAPTION_END = re.compile(
    r"[\[(](?:(?:file|photo|image|picture|credit|courtesy|foto|archive|archives|archivo|handout|"
    r"screenshot|الصورة|صورة)\b[^\])]{0,80}"
    r"|[^\])]{0,60}(?:/ ?" + _AGENCIES + r"|\bphoto|photo/[^\])]{1,40}|/file))[\])]\.?"
    r"|(?:photo|credit|picture|image|foto|source)(?: credit| by)?\s*: [^.]{2,60}|© [^.]{2,60}",
)
_BOX_HEAD = re.compile(
    r"(?:(?:about|a propos de|acerca de|sobre|uber|عن) (?P<name>[^.:;,!?]{3,60}?)\s+\d+ "
    r"(?:articles?|posts?|stories|articulos|artigos|artikel|beitrage|publications?|مقالات?|مقال)"
    r"|(?:about|a propos de|sobre|acerca de|uber) (?:the authors?|l'auteur|el autor|la autora|o "
    r"autor|den autor|die autorin)|عن الكاتب)"
)
_BIO = re.compile(
    r"(?:\S+ ){1,5}(?:is|was|est|es|ist|e) (?:an? |the |une? |un |una |eine? |um |uma )?.{0,80}"
    r"(?:journalist|reporter|correspondent|editor|writer|columnist|freelance|contributor|"
    r"blogger|journaliste|periodista|redakteur|jornalista)"
)
_BIO_CUE = re.compile(
    r"\b(?:based in|covers|covering|writes (?:about|for|on)|follow (?:him|her|them)|(?:his|her) "
    r"work|reach (?:him|her)|base a|basee a|con sede)\b|@\w"
)
_REPEATED_WORDS = 3


def is_caption(line: str) -> bool:
    """Tell whether the line ends like a caption of a picture: with whose picture it is."""
    if len(line) > _CAPTION_CHARS:
        return False
    folded = fold(line)
    return any(m.end() == len(folded) for m in _CAPTION_END.finditer(folded))


def article_lines(lines: list[str], *known: str) -> list[str]:
    """Return the lines that are the article's: no repetition, no remnant, no author box.

    `known` are lines that are told elsewhere: the title, the byline.
    White space is collapsed. A line of one or two words may stand again ("Yes."), others not.
    """
    kept: list[str] = []
    seen = {" ".join(line.split()).casefold() for line in known}
    for raw in lines:
        line = " ".join(raw.split())
        key = line.casefold()
        if not key or key in seen or is_remnant(line) or _URL_LINE.fullmatch(line):
            continue
        if key.count(" ") >= _REPEATED_WORDS - 1:
            seen.add(key)
        kept.append(line)
    return _without_box(kept)


def _without_box(lines: list[str]) -> list[str]:
    """Cut what introduces the author, in the second half of a text."""
    for at in range(len(lines) // 2, len(lines)):
        folded = fold(lines[at]).strip(_EDGE)
        head = _BOX_HEAD.fullmatch(folded)
        if head:
            return lines[:at] + _after_box(lines[at + 1 :], head["name"] or "")
    last = fold(lines[-1]) if len(lines) > _REPEATED_WORDS else ""
    return lines[:-1] if _BIO.match(last) and _BIO_CUE.search(last) else lines


def _after_box(lines: list[str], name: str) -> list[str]:
    """Return what follows the author's introduction, the paragraph after its heading."""
    first = name.split()[0] if name else ""
    rest = lines[1:]
    while rest and first and fold(rest[0]).startswith(first):
        rest = rest[1:]
    return rest
