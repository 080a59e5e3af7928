"""Labels of page furniture that stand alone on a line, in six languages.

Folded as `monitor.extract.remnants.fold` does: lower case, no accents, no punctuation around.
"""

_WRITTEN = """
advertisement | advertisements | advertisment | advertising | ad | ads | sponsored | sponsored
content | promoted | promoted content | paid content | paid post | partner content | advertorial |
skip ad | close ad | remove ads | ad feedback | report this ad | story continues | article
continues | continue | loading | please wait | breaking news | latest news | top news | top
stories | latest stories | more stories | more news | related | related articles | related stories
| related news | related posts | related topics | related content | related coverage | related
links | related reading | more on this | more on this story | more on this topic | more like this
| read more | read next | read also | also read | see also | see more | view more | show more |
learn more | find out more | load more | most read | most popular | most viewed | most shared |
most commented | trending | trending now | popular | popular posts | recommended | recommended for
you | recommended stories | you may also like | you might also like | you may like | up next |
what to read next | don't miss | editor's pick | editors' picks | editor's picks | in case you
missed it | must read | featured | around the web | from the web | share | shares | share this |
share article | share this article | share this story | share this post | share this page |
sharing is caring | share options | tweet | pin it | retweet | like | like this | like loading |
copy link | link copied | copied | print | print this | print article | print page | email |
e-mail | save | bookmark | bookmark this | follow | follow us | following | subscribe | subscribe
now | subscribe today | subscribed | sign up | sign up now | sign in | log in | login | register |
register now | newsletter | newsletters | our newsletter | join us | contact us | about us | about
| comments | comment | no comments | leave a comment | leave a reply | post a comment | add a
comment | view comments | show comments | join the conversation | join the discussion | cancel
reply | post comment | reply | tags | tag | topics | categories | filed under | home | menu |
search | close | back to top | go to top | next | previous | next article | previous article |
next post | previous post | skip | skip to content | skip to main content | accept | accept all |
accept cookies | accept all cookies | reject all | manage cookies | cookie settings | cookie
policy | privacy policy | terms of use | terms of service | terms and conditions | all rights
reserved | donate | donate now | support us | listen | watch | watch now | listen to this article
| listen to article | play | pause | mute | unmute | image | photo | video | gallery | caption |
hide caption | toggle caption | enlarge this image | file photo | file image | getty images |
whatsapp | facebook | twitter | linkedin | telegram | reddit | pinterest | instagram | youtube |
messenger | flipboard | advertisement feedback | end of advertisement | swipe | tap to unmute |
text size | font size | thank you | open in app | get the app | download the app | author |
written by | publicite | annonce | annonces | contenu sponsorise | sponsorise | lire aussi | a
lire aussi | lire la suite | lire plus | voir aussi | en savoir plus | sur le meme sujet | sur le
meme theme | articles similaires | articles lies | articles associes | a lire egalement | a
decouvrir | a ne pas manquer | les plus lus | le plus lu | plus lus | nos derniers articles |
derniers articles | dernieres nouvelles | partager | partagez | partager cet article | partager
sur | partager l'article | imprimer | envoyer | envoyer par e-mail | copier le lien | commenter |
commentaires | commentaire | laisser un commentaire | laisser une reponse | repondre | annuler la
reponse | ajouter un commentaire | s'abonner | abonnez-vous | s'inscrire | inscription | se
connecter | connexion | suivez-nous | nous suivre | accueil | rechercher | fermer | mots-cles |
etiquettes | tout accepter | tout refuser | mentions legales | politique de confidentialite | tous
droits reserves | l'article continue apres la publicite | reagir | ecouter l'article | ecouter cet
article | publicidad | anuncio | anuncios | contenido patrocinado | patrocinado | lea tambien |
lee tambien | leer tambien | te puede interesar | le puede interesar | tambien te puede interesar
| puede interesarte | ver tambien | leer mas | ver mas | mas informacion | saber mas | noticias
relacionadas | articulos relacionados | relacionado | relacionados | relacionadas | notas
relacionadas | mas noticias | lo mas leido | mas leidas | lo mas visto | ultimas noticias |
compartir | comparte | compartir en | compartir articulo | compartelo | imprimir | enviar | copiar
enlace | comentarios | comentar | dejar un comentario | deja un comentario | deja una respuesta |
suscribete | suscribirse | suscribase | registrate | registrarse | iniciar sesion | inicia sesion
| siguenos | seguir | inicio | buscar | cerrar | menu principal | etiquetas | temas | aceptar |
aceptar todo | rechazar | todos los derechos reservados | politica de privacidad | continua
leyendo | sigue leyendo | siga leyendo | escuchar | escuchar articulo | noticia en desarrollo |
publicidade | anuncios google | conteudo patrocinado | leia tambem | veja tambem | leia mais | ver
mais | saiba mais | veja mais | mais lidas | mais lidos | artigos relacionados | materias
relacionadas | mais noticias | compartilhar | compartilhe | partilhar | partilhe | compartilhe
esta noticia | copiar link | comente | deixe um comentario | deixe uma resposta | assine | assine
ja | inscreva-se | cadastre-se | entrar | fazer login | siga-nos | pagina inicial | pesquisar |
fechar | aceitar | aceitar todos | todos os direitos reservados | continua apos a publicidade |
continua depois da publicidade | ouvir | ouvir artigo | anzeige | anzeigen | werbung | gesponsert
| gesponserter inhalt | weiterlesen | mehr lesen | mehr dazu | mehr zum thema | zum thema | lesen
sie auch | lesen sie mehr | auch interessant | das konnte sie auch interessieren | das konnte dich
auch interessieren | mehr erfahren | mehr anzeigen | meistgelesen | meistgelesene artikel |
ahnliche artikel | verwandte artikel | verwandte themen | weitere artikel | teilen | artikel
teilen | teilen auf | drucken | artikel drucken | merken | link kopieren | kommentare | kommentar
| kommentieren | kommentar schreiben | schreiben sie einen kommentar | antworten | abonnieren |
jetzt abonnieren | anmelden | registrieren | einloggen | folgen | folgen sie uns | folge uns |
startseite | suche | suchen | schliessen | schlagworte | themen | alle akzeptieren | akzeptieren |
ablehnen | impressum | datenschutz | datenschutzerklarung | alle rechte vorbehalten | artikel
anhoren | vorlesen | zur startseite | nach oben | zum inhalt springen | اعلان | اعلانات | اعلان
ممول | محتوي ممول | محتوى ممول | اقرا ايضا | اقرا المزيد | اقرا ايضا في | المزيد | شاهد ايضا | قد
يعجبك ايضا | مواضيع ذات صلة | اخبار ذات صلة | مقالات ذات صلة | ذات صلة | الاكثر قراءة | الاكثر
مشاهدة | اخر الاخبار | مشاركة | شارك | شارك المقال | شارك هذا المقال | شاركها | طباعة | نسخ الرابط
| تعليقات | التعليقات | اترك تعليقا | اترك ردا | اضف تعليقا | اشترك | اشترك الان | الاشتراك |
تسجيل الدخول | تابعنا | تابعونا | الرئيسية | بحث | اغلاق | كلمات مفتاحية | الكلمات المفتاحية |
جميع الحقوق محفوظة | كل الحقوق محفوظة | سياسة الخصوصية | قبول | موافق | عاجل | النشرة البريدية |
استمع للمقال | اعلانات جوجل
"""

LABELS = frozenset(" ".join(label.split()) for label in _WRITTEN.split("|"))
