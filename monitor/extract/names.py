"""The names that sites give to the boxes around an article, as patterns.

For one word of an `id` or `class`, in lower case, its parts joined by hyphens: `cookie-notice`
for "cookieNotice", "cookie_notice" and "Cookie-Notice". Names of elements that hold the article's
own text on real sites are left out on purpose: "paywall", "subscriber-only", "read-more",
"social-embed", and the `cmp-` that Adobe's components put before every name ("cmp-text").
"""

import re

# What is said of the page, not of the element: "has-comments", "tag-cookies".
STATES = re.compile(
    r"(?:has|no|not|non|with|without|tag|tagged|category|cat|categorie|categoria|kategorie|term|"
    r"topic|thema|keyword|hide|hidden|if|when)-"
)

# The first four letters of the parts that the patterns below cannot do without: they are looked up
# before the patterns are tried, which cost 0.1 ms a word (4 ms a page).
_STEMS = """
cook gdpr rgpd dsgv lgpd ccpa cons conf einw priv trac date vie cmp cmpb cmpw cmpl onet
opta dido tart cybo user qc trus iube axep borl comp klar osan sird evid cky moov appc
term civi ccc sp fc cc amp real eu euco
comm come kome komm resp ta3l tali disq live spot open viaf hyvo rema gisc cora lese
news info lett bole boli nieu mail mc4w mc send klav nash emai what tele app
subs abon abo sabo insc susc assi cada anme anmd opt opti sign isht esht memb regi logi
dona spen payw pay regw pian pooo metr mete gate barr muro tp
shar soci part comp teil rede rese foll suiv sigu siga musa add addt addt a2a heat swp
ssba essb sd
rela verw aehn ahnl weit asso reco reci simi tren popu lies conn most jp yarp outb ob
tabo mgid zerg read also see more you up lire sur plus lee lea te mas leia veja saib
mais meis mehr topt iqra akth
auth auto aute writ bio abou sobr prop sabo
"""
STEMS = frozenset(_STEMS.split())

_BOX = (
    r"(?:box(?:es)?|bars?|banners?|block|blok|bloc|bloque|bloco|card|container|wrapper|wrap|"
    r"holder|widget|section|area|zone|module|modul|modulo|component|unit|panel|row|inner|outer|"
    r"footer|header|bottom|top|inline|sidebar|sticky|float(?:ing)?|teaser|promo(?:tion)?|cta|"
    r"prompt|pop-?up|pop-?in|pop-?over|pop|modal|dialog|overlay|layer|lightbox|drawer|slide-?in|"
    r"toast|alert|message|messages|msg|notice|notification|hint|hinweis|aviso|alerte|bandeau|"
    r"encart|encadre|faixa|caja|cuadro|caixa|leiste|kasten|form|formular|formulaire|formulario|"
    r"button|buttons|btn|btns|link|links|offer|offre|oferta|angebot|callout|invite|reminder|"
    r"embed|placeholder|block-\d+|root|app|host|main|title|heading|headline|text-box)"
)
_CONSENT = r"(?:cookies?|gdpr|rgpd|dsgvo|lgpd|ccpa|consent(?:ement|imiento|imento)?|einwilligung)"
_PRIVACY = (
    r"(?:privacy|privacidad|privacidade|privatsphaere|datenschutz|confidentialite|vie-privee|"
    r"tracking|cmp)"
)
_NOTICE = (
    r"(?:banners?|bar|notice|notification|pop-?up|pop-?in|pop|modal|dialog|overlay|prompt|"
    r"message|messages|msg|wall|layer|manager|management|panel|disclaimer|hinweis|leiste|aviso|"
    r"avis|bandeau|faixa|barra|law|warning|alert|alerte|root|settings|preferences|consent|"
    r"choices?|options|center|tool|sdk|widget|acceptance|accept|box|container|wrapper|info)"
)

CERTAIN = re.compile(
    "|".join(
        (
            # Consent managers, by vendor
            r"\b(?:onetrust|optanon|didomi|tarteaucitron\w*|cybot|cookiebot|cookie-?consent|"
            r"cookie-?law|cookie-?first|cookie-?yes|cookie-?script|cookie-?pro|cookiehub|"
            r"user-?centrics|qc-cmp\d*|truste|trustarc|iubenda|axeptio|borlabs|cmplz|complianz|"
            r"klaro|osano|sirdata|consentmanager|cmpbox\d*|cmpwrapper|evidon|cky|moove-gdpr|"
            r"appconsent|termly|civic-?cookie|ccc-notify|sp-message|sp-cc|fc-consent|"
            r"gdpr-?cookie|eu-?cookie|cc-window|cc-banner|amp-consent|real-?cookie)\b",
            rf"\b{_CONSENT}-(?:\w+-)?{_NOTICE}\b",
            rf"\b{_NOTICE}-(?:(?:de|des|del|do|dos|la|le|les|las|los|zu)-)*{_CONSENT}\b",
            rf"\b{_CONSENT}(?:banner|notice|bar|box|popup|modal|hinweis|wall|overlay|layer)\b",
            # Comments
            r"^(?:(?:article|post|story|page|user|reader|section|block|entry|js|c|o|m)-)?"
            r"(?:comments|commentaires|comentarios|kommentare|leserkommentare|ta3li[qk]at|"
            r"taliqat|respond)$",
            r"\b(?:disqus|livefyre|spot-?im|open-?web|viafoura|hyvor|remark42|giscus|"
            r"fb-comments|facebook-comments|coral-(?:talk|comments|thread|container)|comment-?list|"
            r"commentbox|commentform|leserforum)\b",
            r"\b(?:comments?|commentaires?|comentarios?|kommentar(?:e|en)?)-(?:list\w*|area|"
            r"section|wrapper|wrap|container|thread|threads|box|block|form|respond|reply|replies|"
            r"body|author|item|feed|module|widget|bereich|liste|lista|zone)\b",
        )
    )
)

_SIGN_UP = (
    r"(?:subscribe|abonne[rz]|sabonner|abonnez-vous|inscrivez|suscr[ií]b(?:ete|ase|irse|ir|e)|"
    r"assine|assinar|inscreva|cadastre|abonnieren|anmelden|opt-?in|sign-?up|signup|ishtirak|"
    r"eshterak|ishtarik)"
)
_MEMBERSHIP = (
    r"(?:subscriptions?|subscriber|abonnements?|abo|suscripcion(?:es)?|suscriptor|assinaturas?|"
    r"assinante|membership|register|registration|registro|registrierung|inscription|anmeldung|"
    r"login|donat(?:e|ion|ions)|donativo|spenden?)"
)
_MORE = (
    r"(?:articles?|posts?|news|stor(?:y|ies)|contents?|links?|topics?|items?|list|grid|reading|"
    r"coverage|media|entries|teasers?|carousel|slider|swiper|themes?|artikel|beitraege|noticias|"
    r"actus?|videos?|stream|feed|inner)"
)
_SHARE = (
    r"(?:share|sharing|shares|social-?share|social-?sharing|partage|partager|compartir|"
    r"compartilhar|compartilhe|compartilhamento|teilen|partilhar|redes-sociales|redes-sociais|"
    r"reseaux-sociaux|social-follow|social-links?|social-icons?|social-buttons?|social-bar|"
    r"social-networks?|social-tools|social-list|follow-us|suivez-nous|siguenos|siga-nos|"
    r"musharaka)"
)
_TOOLS = (
    r"(?:buttons?|btns?|icons?|links?|tools?|toolbar|list|menu|actions?|options?|networks?|"
    r"article|post|page|story|this|counts?|counter|count|items?|label|"
    rf"{_BOX})"
)
_HEADS = r"(?:(?:article|post|story|entry|page|section|block|inline|js|c|o|m|b|box|l|widget)-)*"

HINTED = re.compile(
    "|".join(
        (
            # Consent, newsletters
            rf"^{_CONSENT}$|\bconsent\b|\bgdpr\b|\brgpd\b|\bdsgvo\b|\blgpd\b",
            rf"\b{_PRIVACY}-(?:\w+-)?(?:banner|notice|notification|pop-?up|modal|dialog|overlay|"
            r"prompt|message|layer|consent|settings|manager|hinweis|aviso|bandeau|bar|alert)\b",
            r"\bnews-?letters?(?:box|sign-?up|form|banner|teaser|promo|anmeldung|widget)?\b|"
            r"\b(?:infolettre|lettre-d?-?info(?:rmation)?|boletin(?:es)?|boletim|nieuwsbrief|"
            r"mailing-?list|mailchimp|mc4wp|mailpoet|mc-embed\w*|sendinblue|klaviyo|nashra|"
            r"email-(?:sign-?up|capture|alerts?)|whatsapp-(?:channel|cta|banner|box|promo)|"
            r"telegram-(?:channel|cta|banner|box|promo)|app-(?:promo|banner|download))\b",
            # Subscriptions: the verb is a call to readers; the noun often marks gated text
            rf"\b{_SIGN_UP}\b(?!.*\b(?:content|body|text|paragraph|only)\b)",
            rf"^{_HEADS}{_MEMBERSHIP}$|\b{_MEMBERSHIP}-(?:\w+-)?{_BOX}\b|"
            rf"\b(?:box|banner|cta|prompt|widget|promo|encart|bloc|caja|caixa|modal|popup)-"
            rf"(?:de-)?{_MEMBERSHIP}\b",
            r"\b(?:paywall|pay-wall|regwall|reg-wall|login-?wall|register-?wall|"
            r"registration-?wall|subscription-?wall|piano|poool|metered|meter|gate|barrier|"
            r"muro-de-pago)-(?:\w+-)?(?:prompt|banner|message|msg|barrier|overlay|modal|offers?|"
            r"cta|box|notice|login|dialog|pop-?up|buttons?|teaser-box|subscribe|promo|hint|"
            r"hinweis|headline|title|widget|inline-offer)\b|^(?:poool-widget|tp-modal|regwall|"
            r"reg-wall)$",
            # Share bars
            rf"^{_HEADS}{_SHARE}$|\b{_SHARE}-(?:\w+-)?{_TOOLS}$|"
            r"\b(?:share-?bar|share-?buttons?|share-?links?|share-?tools?|share-?this|sharedaddy|"
            r"sd-sharing\w*|shareaholic|add-?to-?any|a2a-kit|addthis\w*|heateor|swp-social\w*|"
            r"social-?share|social-?sharing|ssba|essb)\b",
            # Related, most read
            rf"^{_HEADS}(?:related|relacionad[oa]s?|verwandte?|recommended)$|"
            rf"\b(?:related|relacionad[oa]s?|verwandte|aehnliche|ahnliche|weitere|associes|"
            rf"recommended|similar|trending|popular)-(?:\w+-)?(?:{_MORE}|{_BOX})\b|"
            rf"\b(?:articles?|posts?|stories|noticias|notas|materias|artigos|articulos)-"
            r"(?:related|lies|associes|similaires|relacionad[oa]s|recommended|connexes)\b",
            r"\b(?:most-?(?:read|popular|viewed|shared|commented)|jp-relatedposts|yarpp\w*|"
            r"related(?:posts|articles|stories|news|links|content|box)|recirc(?:ulation)?|outbrain|"
            r"ob-widget|taboola|mgid|zergnet|read-(?:also|next)|also-(?:read|like)|see-also|"
            r"more-(?:stories|articles|news|from|on)|you-(?:may|might)(?:-also)?-like|up-next|"
            r"recommendations?|a?-?lire-aussi|a-lire(?:-aussi|-egalement)?|"
            r"sur-le-meme-(?:sujet|theme)|(?:les-)?plus-lus?|lee-tambien|lea-tambien|"
            r"te-puede-interesar|(?:lo-)?mas-(?:leid|vist)[oa]s?|leia-(?:tambem|mais)|veja-tambem|"
            r"saiba-mais|mais-lid[oa]s|lesen-sie-auch|mehr-zum-thema|meistgelesen\w*|"
            r"meist-gelesen|topthemen|iqra-aydan|akthar-qiraa)\b",
            # Authors
            r"\b(?:authors?|autor(?:a|es|en)?|auteurs?|writer|contributor)-?(?:\w+-)?(?:box|bio|"
            r"bios|biography|biographie|biografia|about|card|description|profile|profil|perfil|"
            r"vorstellung|widget|footer)\b|\b(?:about|bio|sobre|a-propos)-(?:(?:de|the|l|el|o|la)-)*"
            r"(?:authors?|autora?|auteur)\b|\b(?:authorbox|author-?bio|autorenbox|autorenprofil|"
            r"saboxplugin-wrap)\b",
        )
    )
)
