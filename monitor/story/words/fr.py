"""French. How the tables are read: `monitor.story.lexicon.Lexicon`."""

from monitor.story.lexicon import Lexicon

WORDS = Lexicon(
    code="fr",
    stemmer="french",
    stops="""le la les l un une des du de d et ou mais ni or car donc si que qu qui dont où quoi
    quel quelle quels quelles ce cet cette ces c s se sa son ses leur leurs lui elle elles il
    ils on nous vous je tu me te moi notre nos votre vos mon ma mes ton ta tes y en à au aux
    dans sur sous par pour avec sans chez vers entre depuis pendant après avant contre est sont
    été était étaient être a ont avait avaient avoir sera seront serait ne n pas plus moins très
    bien aussi même encore déjà comme ainsi alors tout tous toute toutes autre autres fait faire
    selon dit déclaré indiqué affirmé annoncé précisé ajouté rapporté lors dès jusqu jusque afin
    où là ici cela ça celui celle ceux celles aurait auraient ayant notamment également""",
    numerals="""zéro 0 un 1 une 1 deux 2 trois 3 quatre 4 cinq 5 six 6 sept 7 huit 8 neuf 9 dix
    10 onze 11 douze 12 treize 13 quatorze 14 quinze 15 seize 16 vingt 20 vingts 20 trente 30
    quarante 40 cinquante 50 soixante 60 septante 70 huitante 80 nonante 90""",
    scales="""douzaine 12 douzaines 12 dizaines 10 cent 100 cents 100 mille 1e3 million 1e6
    millions 1e6 milliard 1e9 milliards 1e9""",
    joiner="et",
    vague="""une demi douzaine=5-7; une douzaine=10-14; douzaine=12; deux douzaines=24; une
    dizaine=8-14; une vingtaine=17-24; une trentaine=27-34; une quarantaine=37-44; une
    cinquantaine=46-56; dizaine=10; une soixantaine=55-66; une centaine=85-130; des dizaines
    de=20-99; dizaines de=20-99; plusieurs dizaines de=20-99; des centaines de=100-999;
    centaines de=100-999; plusieurs centaines de=200-999; des milliers de=1000-99999; milliers
    de=1000-99999; un millier=900-1200; millier=1000; des dizaines de milliers=20000-99999;
    plusieurs milliers de=2000-99999; plusieurs=2-20; quelques=2-20; de nombreux=3-1e9; de
    nombreuses=3-1e9; nombreux=3-1e9; une quinzaine=13-18; une poignée=2-10; des centaines de
    milliers=1e5-999999""",
    at_least="au moins; plus de; pas moins de; au minimum; dépassant; dépasse; minimum de; plus d",
    at_most="""jusqu à; ne dépassent pas; ne dépasse pas; n excède pas; n excèdent pas; au plus;
    au maximum; moins de; moins d; pas plus de""",
    about="""environ; près de; quelque; autour de; à peu près; presque; approximativement; aux
    alentours de; une estimation de; estimé à; estimés à; avoisinant; quelques; près d; autour
    d; d environ""",
    times="une fois=1; deux fois=2; trois fois=3; deux reprises=2; trois reprises=3",
    time_units="fois reprises reprise",
    ranges="à; ou; et",
    between="entre; de",
    no="sans; aucun; aucune; zéro; ni; nul; pas de; pas d; sans aucun; sans aucune; sans qu",
    not_="ne n pas jamais nie nié dément démenti démentent rejette rejeté aucun aucune sans",
    since="""depuis; cette année; au total depuis; à ce jour; ces dernières années; en dix ans;
    l an dernier; ce mois; depuis le début; bilan total de; au cours des; portant le total; en
    tout""",
    rose="""passe à; passé à; s élève désormais; monte; monté; grimpé; s alourdit; alourdi;
    alourdie; hausse; augment*; porté à; portant à; revu; révisé; désormais; atteint;
    atteignait; nouveau bilan; bilan provisoire; dernier bilan""",
    by="selon; d après; de source; au dire de; aux dires de; de sources",
    said="""dit déclar* annonc* affirm* indiqu* précis* rapport* confirm* recens* estim* assur*
    évoqu* fait fait_état parl* compt* signal* avanc* dénombr* chiffr* reconn*""",
    places="à au aux en dans près de vers autour depuis sur hors",
    months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    weekdays="lundi mardi mercredi jeudi vendredi samedi dimanche",
    days="""ce mois ci=month; ce mois=month; aujourd hui=0; hier=-1; demain=1; ce matin=0; avant
    hier=-2; cette nuit=0""",
    year_end="fin de l année; fin d année; fin de l an; fin décembre",
    occurs="""a eu lieu; ont eu lieu; s est produit*; s est déroul*; s est tenu*; est survenu*;
    ont éclaté; a éclaté; se sont produit*; se sont déroul*; remonte à""",
    begins="commenc*; début*; entam*; lanc*; démarr*; premier; premiers; premières",
    ends="fin*; achev*; termin*; conclu*; d ici; avant le; jusqu; expir*; au plus tard",
    units="""km=km; kilomètre*=km; mille=mile; milles=mile; miles=mile; mètre*=m; pour cent=%;
    dollar*=usd; euro*=eur; franc*=xof; fcfa=xof; livre*=gbp; an=year; ans=year; année*=year;
    mois=month; semaine*=week; jour*=day; heure*=hour; minute*=minute; tonne*=t; hectare*=ha;
    magnitude=mag; degré*=deg""",
    more="autres supplémentaires nouveaux nouvelles",
    maybe="pourrait pourraient peut peuvent si tenter tenté* menac* craign* craint risqu* menace",
    empty="""situation soulign* illustr* montr* complex* dynamiq* défi* demeur* rest* important*
    contexte développement* enjeu* clair clairement affaire reflèt* fragil* préoccup* impact*
    conséquence* rôle aspect* question* point* pays région essentiel* insist* effort*
    commentaire* détail* précision*""",
    stock="""publicité; abonnez vous; inscrivez vous; lire aussi; à lire aussi; lire la suite;
    cliquez ici; suivez nous; partagez; tous droits réservés; photo; cet article; merci de;
    newsletter; avec afp; avec reuters; avec agences; en savoir plus; voir aussi; recevez""",
    concepts={
        "killed": """tué* tue tuer tuant mort* mortel* décès décéd* péri* assassin* noy* exécut*
        massacr* pertes abattu* perdu_la_vie perdent_la_vie coûté_la_vie coûte_la_vie
        coûtant_la_vie""",
        "toll": "bilan nombre_de",
        "harmed": "victime*",
        "wounded": "bless* hospitalis*",
        "missing": "disparu* disparition* introuvable*",
        "seized": "enlev* enlèvement* kidnapp* captur* rapt*",
        "hostage": "otage* captif*",
        "arrested": "arrêt* interpell* détenu* détention*",
        "displaced": "déplac* évad* évasion* fuite fui fuir fuient réfugi* sans-abri sinistré*",
        "evacuated": "évacu*",
        "freed": "libère* libérer* libérat* libéra relâch* secouru* sauvé*",
        "marched": "manifest* défil* rassembl* march*",
        "destroyed": "détrui* détruit* incendi* brûl* ravag* endommag* effondr* démol*",
        "attacked": """attaqu* embuscade* assaut* tirs tiré visé* cibl* incident* essuy*
        pris_pour_cible raid* incursion pris_à_partie""",
        "deployed": "déploy* stationn* effectif* forte comptait compte compter",
        "stranded": "bloqué* coincé* piégé*",
        "infected": "infect* contamin* cas malade*",
        "withdraw": "retir* retrait* quitt* départ* parti* partent partir évacu*",
        "sentenced": "condamn* emprisonn* écrou*",
        "charged": "inculp* accus* mis_en_examen",
        "person": "personne* gens individu* habitant*",
        "body": "corps cadavre* dépouille*",
        "soldier": "soldat* militaire* troupe*",
        "police": "polic* gendarme*",
        "civilian": "civil* villageois*",
        "fighter": """combattant* rebell* insurg* jihadist* djihadist* terrorist* milici*
        assaillant* ravisseur* bandit* séparatist* hommes_armés""",
        "peacekeeper": "bérets casque casques",
        "child": "enfant* mineur* adolescent* garçon* fille filles bébé*",
        "woman": "femme*",
        "man": "homme hommes",
        "worker": "ouvrier* travailleur* mineurs employé* salarié* chauffeur* agent agents",
        "migrant": "migrant* exilé*",
        "prisoner": "prisonnier* détenus",
        "journalist": "journalist* reporter* photographe*",
        "student": "étudiant* élève* lycéen* écolier* collégien*",
        "patient": "patient*",
        "passenger": "passager* bord",
        "resident": "habitant* riverain* résident* local locaux locale locales",
        "family": "famille* ménage* foyer*",
        "official": "responsable* porte-parole porte officiel* autorité*",
        "governor": "gouverneur* maire* préfet* préfecture*",
        "elder": "notable* chef chefs dirigeants",
        "member": "membre* représentant* délégué*",
        "protester": "manifestant*",
        "firefighter": "pompier* secouriste* sauveteur*",
        "vehicle": "véhicule* camion* voiture* bus moto* citerne* convoi* patrouille*",
        "house": "maison* immeuble* bâtiment* habitation* logement*",
        "town": "ville* village* localité* commune* cité*",
        "boat": "bateau* navire* pirogue* embarcation* ferry*",
        "aircraft": "avion* hélicoptère* drone*",
        "camp": "camp camps base bases caserne* emprise*",
        "explosive": "bombe* explosi* mine mines engin* grenade* obus roquette* missile* mortier*",
        "weapon": "arme armes fusil* munition*",
        "clash": "affront* combat combats accrochage* heurt* bataille* hostilité*",
        "strike": "frappe* bombard*",
        "walkout": "grève* débrayage* piquet*",
        "flood": "inondation* pluie* crue* barrage* fleuve* rivière*",
        "quake": "séisme* tremblement* secousse* réplique*",
        "blaze": "feu feux flamme* incendie*",
        "crash": "accident* déraill* collision* crash",
        "vote": "vot* élection* élu* scrutin* électeur* référendum constitution*",
        "coup": "coup coups putsch renvers*",
        "talks": """négoci* pourparlers dialogue médiat* sommet discussion* rencontr* réunion*
        conférence*""",
        "ceasefire": "cessez-le-feu cessez trêve*",
        "deal": "accord* traité pacte",
        "violate": "violé* viole violer violation* enfre*",
        "army": "armée* force forces fama état-major major défense",
        "rebels": "rebelles ex-rebelles alliance séparatistes",
        "government": "gouvern* junte ministère* ministre* dirigeant* pouvoir président* régime",
        "mission": "mission minusma monusco",
        "un": "onu nations unicef hcr conseil",
        "hospital": "hôpital hôpitaux clinique* médecin* médical* infirmi*",
        "court": "tribun* juge* procureur* cour parquet procès",
        "organiser": "organisat* syndicat* syndical* militant* association*",
        "company": "entreprise* société* compagnie* exploitant*",
        "occupy": """occup* contrôl* possession pris prend prendre repris* repren* empar* emparé*
        prise""",
        "advance": "avanc* entr* arriv* progress* dirig* mouvement*",
        "hasten": "accélér* anticip* avancé hât* rapid* urgen* précipit* tôt",
        "worsen": "dégrad* détérior* aggrav* tension* insécurité escalad* tendu* exacerb*",
        "risk": "risque* menace* danger*",
        "urge": "appel* exhort* demand* exig* réclam* ordonn* pouss*",
        "refrain": "absten* évit* compliqu*",
        "accuse": "accus* dénonc* critiqu* reproch*",
        "approve": "approuv* adopt* ratifi* validé*",
        "refuse": "refus* rejet* oppos* démen* nié*",
        "close": "ferm* suspend* suspens* coupé* coupure* annul* interromp*",
        "open": "ouv* rouv* repris* rétabli*",
        "begin": "commenc* début* entam* lanc*",
        "end": "fin finir achev* termin*",
        "return": "retour* rentr* reven*",
        "plan": "prév* plan projet*",
        "cost": "coût* budget* dégât* dommage*",
        "loss": "perte* perd*",
        "aid": "aide humanitaire vivres secours assistance",
        "school": "école* lycée* universit* collège*",
        "power": "électri* courant",
        "water": "eau eaux",
        "road": "route* axe pont* autoroute*",
        "crisis": "crise* catastroph* urgence*",
        "violence": "violen* trouble* rébellion* insurrection* soulèvement* conflit* guerre*",
        "independence": "indépend* autonom*",
        "north": "nord septentrion*",
        "south": "sud",
        "east": "à_l_est orient*",
        "west": "ouest",
        "week": "semaine*",
        "night": "nuit* soir*",
        "morning": "matin*",
        "live": "population* peuplé",
        "percentage": "participation",
        "distance": "distance situé* trouve",
        "search": "recherch*",
        "find": "trouv* découv* retrouv*",
        "publish": "publi* twitter tweet* réseaux sociaux communiqué",
        "illegal": "crime* illégal* loi lois",
        "punish": "amende* sanction*",
        "weather": "vent* tempête* cyclone* ouragan*",
        "health": "santé maladie* épidémie* virus choléra ebola rougeole vaccin*",
    },
)  # fmt: skip
