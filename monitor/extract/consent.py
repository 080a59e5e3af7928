"""What consent notices say, as whole sentences in six languages (en, fr, es, pt, de, ar).

Folded as `monitor.extract.remnants.fold` does. A sentence of the article may well be about cookies
or privacy; so each pattern is the site speaking of itself to the reader ("we", "you can").
"""

_PARTNERS = r"(?:\d[\d.,' ]* )?"
_DATA = (
    r".*\b(?:cookies?|data|information|devices?|donnees|informations|appareil|terminal|traceurs|"
    r"datos|informacion|dispositivo|dados|informacoes|daten|informationen|gerat)\b.*"
)

CONSENT = (
    # en
    r"(?:we|we and our partners|at [\w .&'-]{2,40}, we) (?:value|respect|care about|take care "
    r"of|protect) your (?:data )?privacy(?: (?:and|&) .{0,60})?",
    r"your (?:data|privacy|choice),? (?:your (?:choices?|rules|control)|matters(?: to us)?|is "
    rf"important to us)\b.{{0,60}}|(?:we|we and our|our|with our|together with our) {_PARTNERS}"
    r"(?:trusted )?(?:partners|vendors) (?:store|process|use|access|may|and (?:access|process))"
    rf"\b{_DATA}",
    r"(?:this|our) (?:web ?site|site|page|portal) (?:uses|makes use of|stores|relies on)\b.{0,60}"
    r"(?:cookies|trackers|tracking technologies|similar technologies)\b.*",
    r"we (?:also )?(?:use|place|set|store) .{0,60}\bcookies\b.*",
    r"you (?:can|may)(?: \w+ly)?(?: at any time)? (?:change|withdraw|manage|update|revoke|adjust|"
    r"set|review|customi[sz]e|refuse|reject) (?:your|all|the|these)\b.{0,40}(?:consent|"
    r"preferences|choices?|settings|cookies)\b.{0,120}",
    r"(?:manage|change|update|review|set) (?:your|my|the)? ?(?:cookies?|privacy|consent)"
    r"(?: (?:settings|preferences|choices|consent))?",
    r"(?:with your (?:consent|permission|agreement),? )(?:we|our|us)\b.*",
    r"(?:click(?:ing)?|select|choose|tap|press)(?: on)? [\"“”'‘«]?(?:accept|agree|i agree|reject|"
    r"allow all)\b.*",
    r"(?:for more (?:information|details)|to (?:find out|learn) more)\b.{0,50}\b(?:privacy|"
    r"cookies?) (?:policy|notice|statement)\b.{0,40}|(?:read|see|consult|view) our (?:full )?"
    r"(?:privacy|cookies?) (?:policy|notice|statement)\b.{0,40}",
    # fr
    r"(?:chez [\w .&'-]{2,40}, )?nous (?:respectons|protegeons|prenons soin de|attachons de "
    r"l'importance a|nous soucions de) (?:votre|vos|la confidentialite de vos) (?:vie privee|"
    r"donnees(?: personnelles)?|confidentialite)\b.{0,80}",
    r"(?:le respect de )?votre (?:vie privee|confidentialite) (?:est|nous|compte)\b.{0,60}",
    rf"(?:avec )?(?:nous et )?nos {_PARTNERS}partenaires(?: et nous(?:-memes?)?)?,? (?:nous )?"
    r"(?:utilis|stock|trait|acced|depos|conserv|souhait)\w+\b"
    rf"{_DATA}",
    r"(?:avec votre (?:accord|consentement)),? (?:nous|nos)\b.*",
    r"(?:notre|ce) (?:site|portail)(?: web| internet)? (?:utilise|depose|a recours a)\b.{0,40}"
    r"(?:cookies|traceurs)\b.*|nous (?:utilisons|deposons) .{0,50}(?:cookies|traceurs)\b.*",
    r"en (?:cliquant|continuant|poursuivant|naviguant|fermant)\b.{0,140}(?:cookies|traceurs|"
    r"accept\w+|consent\w+|navigation|partenaires|conditions)\b.*",
    r"vous pouvez\b.{0,40}\b(?:modifier|changer|retirer|gerer|parametrer|revenir sur|refuser|"
    r"personnaliser|accepter)\b.{0,40}(?:choix|consentement|preferences|cookies|traceurs|"
    r"parametres)\b.*",
    r"(?:gerer|parametrer|personnaliser|modifier) (?:mes|vos|les) (?:cookies|choix|preferences|"
    r"consentements?|traceurs)|continuer sans accepter.{0,5}|(?:j'accepte|tout) (?:tous les "
    r"cookies|refuser|accepter)|j'accepte(?: les cookies)?",
    # es
    r"(?:en [\w .&'-]{2,40}, )?(?:respetamos|valoramos|cuidamos|protegemos|nos (?:importa|"
    r"preocupa)) (?:su|tu) (?:privacidad|intimidad)\b.{0,60}",
    r"(?:su|tu) privacidad (?:es|nos|importa)\b.{0,50}",
    rf"(?:nosotros y )?nuestros {_PARTNERS}(?:socios|proveedores)(?: y nosotros)?,? (?:almacen|"
    rf"utiliz|us|trat|proces|acced)\w+\b{_DATA}",
    r"con (?:su|tu) (?:consentimiento|acuerdo|permiso),? (?:nosotros|nuestr\w+|podemos|"
    r"utilizamos|usamos|tratamos)\b.*",
    r"(?:(?:este|nuestro) (?:sitio|portal)(?: web)?|esta (?:pagina|web)(?: web)?|nuestra web) "
    r"(?:utiliza|usa|emplea)\b.{0,40}cookies\b.*|(?:utilizamos|usamos|empleamos) .{0,50}"
    r"cookies\b.*",
    r"(?:al|si) (?:continua\w*|hacer|haces|hace|navegar|sigue\w*|seguir|pulsar|aceptar|clicar|"
    r"cerrar)\b.{0,110}(?:cookies|aceptas?|consientes?|politica de privacidad)\b.*",
    r"(?:puede|puedes|podra|podras)\b.{0,30}\b(?:cambiar|retirar|modificar|gestionar|configurar|"
    r"rechazar|revocar|aceptar)\b.{0,40}(?:consentimiento|preferencias|cookies|eleccion|"
    r"opciones)\b.*",
    r"(?:configurar|gestionar|administrar) (?:las |mis |sus |tus )?(?:cookies|preferencias)",
    # pt
    r"(?:na? [\w .&'-]{2,40}, )?(?:nos )?(?:respeitamos|valorizamos|protegemos|cuidamos da|"
    r"prezamos pela|nos preocupamos com|preocupamo-nos com)(?: a)? (?:sua|tua) "
    r"privacidade\b.{0,60}",
    r"(?:a )?sua privacidade (?:e|importa|nos)\b.{0,50}",
    rf"(?:nos e )?(?:os )?nossos {_PARTNERS}(?:parceiros|fornecedores)(?: e nos)?,? (?:armazen|"
    rf"utiliz|us|trat|process|aced|acess)\w+\b{_DATA}",
    r"com o seu (?:consentimento|acordo),? (?:nos|noss\w+|podemos|utilizamos|usamos)\b.*",
    r"(?:est[ea]|o nosso|nosso) (?:site|sitio|website|portal|pagina)(?: web)? (?:utiliza|usa|"
    r"recorre a)\b.{0,40}cookies\b.*|(?:nos )?(?:utilizamos|usamos) .{0,50}cookies\b.*",
    r"ao (?:continuar|clicar|navegar|prosseguir|utilizar|usar|aceitar|fechar)\b.{0,110}(?:cookies|"
    r"concorda|aceita|consente|politica de privacidade)\b.*",
    r"(?:voce )?pode(?:ra)?\b.{0,30}\b(?:alterar|mudar|retirar|gerenciar|gerir|revogar|recusar|"
    r"configurar)\b.{0,40}(?:consentimento|preferencias|cookies|escolhas?|opcoes)\b.*",
    r"(?:configurar|gerenciar|gerir) (?:os |meus |seus )?(?:cookies|preferencias)",
    # de
    r"(?:wir (?:respektieren|schatzen|schutzen|achten)|uns ist) (?:ihre|deine|eure) "
    r"(?:privatsphare|daten)\b.{0,60}",
    r"(?:ihre|deine) privatsphare (?:ist|liegt)\b.{0,40}|(?:der )?(?:schutz|datenschutz) "
    r"(?:ihrer|deiner) (?:\w+ )?(?:daten|privatsphare) (?:ist|liegt)\b.{0,50}",
    rf"(?:wir und )?unsere {_PARTNERS}partner\b.{{0,30}}\b(?:speichern|verarbeiten|nutzen|"
    rf"verwenden|greifen|setzen)\b{_DATA}",
    r"mit (?:ihrer|deiner) (?:zustimmung|einwilligung),? (?:durfen |konnen |verwenden |nutzen |"
    r"verarbeiten |setzen )?(?:wir|unsere)\b.*",
    r"(?:wir (?:nutzen|setzen|verwenden)|(?:diese|unsere) (?:web)?(?:site|seite) (?:nutzt|setzt|"
    r"verwendet)) .{0,50}cookies\b.*",
    r"(?:sie konnen|du kannst)\b.{0,40}(?:(?:ihre|deine) (?:einwilligung|zustimmung|auswahl|"
    r"einstellungen|cookie-einstellungen|entscheidung)|cookies)\b.{0,60}(?:widerrufen|andern|anpassen|verwalten|ablehnen)\b.*",
    r"(?:(?:mit|durch|indem) .{0,60}(?:klick\w*|nutzung|weitersurfen|surfen)|wenn sie .{0,40}"
    r"(?:weitersurfen|fortfahren|klicken))\b.{0,90}(?:zustimm\w+|stimmen\b.*\bzu|einverstanden|"
    r"akzeptier\w+|cookies)\b.*",
    r"(?:cookie|privatsphare|datenschutz)-?einstellungen(?: (?:andern|anpassen|verwalten))?",
    # ar
    r"(?:نحن )?(?:نحترم|نقدر|نحمي|نهتم ب|نحافظ على) ?خصوصيت(?:ك|كم)\b.{0,60}|خصوصيت(?:ك|كم) "
    r"(?:تهمنا|مهمة|اولويتنا)\b.{0,40}",
    r"(?:نحن و)?شركاو?نا\b.{0,30}(?:نستخدم|نخزن|نعالج|نقوم|يستخدمون)\b.*|نحن وشركاو?نا\b.*",
    r"(?:نستخدم|يستخدم (?:هذا )?(?:الموقع|موقعنا)|يستعمل الموقع|تستخدم هذه الصفحة)\b.{0,40}"
    r"(?:ملفات (?:تعريف )?الارتباط|ملفات تعريف|الكوكيز|كوكيز)\b.*",
    r"(?:باستخدامك|باستمرارك|بمواصلتك|بالاستمرار|بمتابعتك|بالضغط|بالنقر|عند النقر)\b.{0,110}"
    r"(?:توافق|موافق|تقبل|الارتباط|الكوكيز|الخصوصية)\b.*",
    r"يمكنك\b.{0,30}(?:تغيير|سحب|ادارة|تعديل|رفض)\b.{0,30}(?:موافقتك|تفضيلاتك|اعدادات\w*|"
    r"خياراتك|ملفات)\b.*",
)
