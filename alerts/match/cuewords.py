"""The words that are cues, folded, of the languages that are watched."""

# Before a place, and before hardly anything else.
LOCATIVES = frozenset((
    "in", "near", "outside", "inside", "around", "dans", "pres de", "autour de", "en", "cerca de",
    "perto de", "em", "nahe", "bei", "في", "قرب", "داخل", "خارج", "حول",
))  # fmt: skip
# Before places, but also before players and givers.
DIRECTIONS = frozenset((
    "at", "to", "from", "towards", "toward", "into", "above", "over", "between", "leave", "leaves",
    "left", "leaving", "enter", "enters", "entered", "reach", "reached", "seize", "seized",
    "retake", "retakes", "retook", "capture", "captured", "quit", "quits", "a", "vers", "depuis",
    "jusqu' a", "quitte", "quitter", "hors de", "entre", "sur", "hacia", "desde", "hasta", "para",
    "ate", "nach", "aus", "um", "bis", "zwischen", "uber", "من", "الي", "نحو", "باتجاه", "صوب",
    "بين",
))  # fmt: skip
# Nouns of places before the name, with or without their preposition.
PLACE_BEFORE = frozenset((
    "town", "city", "village", "locality", "commune", "region", "camp", "base", "district",
    "cercle", "province", "road", "airport", "ville", "localite", "village", "cite", "route",
    "axe", "aeroport", "stadt", "ort", "ortschaft", "gemeinde", "dorf", "stutzpunkt", "lager",
    "feldlager", "kreis", "ciudad", "localidad", "pueblo", "aldea", "campamento", "provincia",
    "cidade", "vila", "localidade", "aldeia", "acampamento", "regiao", "base",
    "بلده", "مدينه", "قريه", "منطقه", "معسكر", "قاعده", "دائره", "اقليم", "ولايه", "بلديه", "مطار",
))  # fmt: skip
ARTICLES = frozenset(("of", "de", "d'", "do", "da", "of the", "de la", "in", "von", "to", "في"))
# Before a name that is given to something: a sandal, a tent, a dog; rarely to the town itself.
CALLED = frozenset((
    "named", "called", "dubbed", "nicknamed", "christened", "model", "brand", "label", "band",
    "nomme", "nommee", "appele", "appelee", "baptise", "baptisee", "surnomme", "modele", "marque",
    "gamme", "groupe", "llamado", "llamada", "bautizado", "bautizada", "bautizo", "apodado",
    "modelo", "marca", "linea", "grupo", "chamado", "chamada", "batizado", "batizada", "batizou",
    "apelidado", "linha", "banda", "namens", "genannt", "getauft", "modell", "marke", "heisst",
    "se llama", "chama-se", "s'appelle", "يدعي", "تدعي", "يسمي", "تسمي", "المسمي", "المسماه",
    "اسمه", "اسمها", "ماركه", "طراز", "موديل", "فرقه",
    "sandal", "sandals", "sandale", "sandales", "sandalen", "sandalia", "sandalias", "shoe",
    "shoes", "boot", "boots", "tent", "tents", "tente", "tentes", "zelt", "zelte", "tienda",
    "tenda", "bag", "sac", "tasche", "bolso", "bolsa", "chair", "chaise", "stuhl", "silla",
    "cadeira", "lamp", "lampe", "lampara", "luminaria", "rug", "tapis", "teppich", "alfombra",
    "tapete", "car", "suv", "voiture", "auto", "coche", "carro", "bike", "velo", "fahrrad",
    "app", "yacht", "perfume", "parfum", "dog", "chien", "hund", "perro", "perra", "cachorro",
    "cat", "chat", "katze", "gato", "gata", "horse", "cheval", "pferd", "caballo", "cavalo",
))  # fmt: skip
# Between a first name and a surname.
PARTICLES = frozenset(("de", "von", "van", "da", "di", "du"))
# Forms of address that are written with a stop.
TITLES = frozenset(
    ("mr.", "mrs.", "ms.", "dr.", "prof.", "m.", "sr.", "sra.", "hr.", "fr.", "dra.", "rev.")
)
# Of the roles below, those that a particle and a surname may follow; after others "de" is "from".
ADDRESS = frozenset((
    "mr", "mrs", "ms", "miss", "dr", "prof", "m", "mme", "mlle", "monsieur", "madame", "herr",
    "frau", "sr", "sra", "senor", "senora", "senhor", "senhora",
))  # fmt: skip
PLACE_AFTER = (
    "camp", "base", "region", "area", "town", "city", "district", "cercle", "province", "road",
    "airport", "airfield", "garrison", "residents", "fort",
)  # fmt: skip
ROLES = frozenset((
    # forms of address and degrees
    "mr", "mrs", "ms", "miss", "sir", "madam", "dr", "prof", "professor", "mister", "m", "mme",
    "mlle", "monsieur", "madame", "maitre", "docteur", "professeur", "herr", "frau", "doktor",
    "professorin", "sr", "sra", "senor", "senora", "don", "dona", "doctor", "doctora", "profesor",
    "profesora", "senhor", "senhora", "doutor", "doutora", "professora", "السيد", "السيده",
    "الدكتور", "الدكتوره", "الاستاذ", "الشيخ", "بن", "ابن", "ابو", "بنت",
    # ranks
    "sergeant", "sergent", "sargento", "corporal", "caporal", "cabo", "lieutenant", "teniente",
    "tenente", "leutnant", "captain", "capitaine", "capitan", "capitao", "hauptmann", "colonel",
    "coronel", "oberst", "admiral", "amiral", "almirante", "constable", "الرقيب", "الملازم",
    "النقيب", "العقيد", "العميد", "اللواء",
    # players
    "striker", "defender", "midfielder", "goalkeeper", "winger", "footballer", "forward",
    "attaquant", "defenseur", "milieu", "gardien", "footballeur", "buteur", "joueur", "ailier",
    "sturmer", "sturmerin", "torwart", "torhuter", "verteidiger", "spieler", "mittelfeldspieler",
    "delantero", "portero", "defensa", "centrocampista", "futbolista", "jugador", "zagueiro",
    "atacante", "goleiro", "meia", "volante", "jogador", "lateral", "avancado",
    "اللاعب", "المهاجم", "الحارس", "المدافع", "مدرب", "المدرب", "coach", "trainer", "entrenador",
    "entraineur", "treinador", "tecnico",
    # arts, learning, trades
    "actor", "actress", "singer", "rapper", "writer", "author", "novelist", "poet", "painter",
    "carpenter", "teacher", "plumber", "baker", "student", "pilot", "menuisier", "boulanger",
    "enseignant", "enseignante", "infirmier", "infirmiere", "lehrer", "lehrerin", "tischler",
    "backer", "krankenschwester", "carpintero", "maestro", "maestra", "enfermera", "carpinteiro",
    "padeiro", "enfermeira", "historian", "nurse", "lawyer",
    "architect", "director", "composer", "pianist", "violinist",
    "photographer", "chef", "designer", "scientist", "biologist", "chemist", "physicist",
    "economist", "engineer", "rabbi", "judge", "senator", "blogger", "dj", "comedian",
    "acteur", "actrice", "chanteur", "chanteuse", "rappeur", "ecrivain", "romancier",
    "romanciere", "poete", "peintre", "historien", "historienne", "avocat", "avocate",
    "architecte", "realisateur", "compositeur", "photographe", "chercheur", "chercheuse",
    "schauspieler", "schauspielerin", "sanger", "sangerin", "autor", "autorin", "schriftsteller",
    "schriftstellerin", "dichter", "maler", "historiker", "historikerin", "rechtsanwalt",
    "anwalt", "architekt", "regisseur", "komponist", "fotograf", "forscher", "forscherin",
    "actriz", "cantante", "escritor", "escritora", "novelista", "poeta", "pintor", "pintora",
    "historiador", "historiadora", "abogado", "abogada", "arquitecto", "cineasta", "fotografo",
    "investigador", "investigadora", "ator", "atriz", "cantor", "cantora", "autora", "advogado",
    "advogada", "arquiteto", "pesquisador", "pesquisadora", "الممثل", "الممثله", "المطرب",
    "المغني", "المغنيه", "الكاتب", "الكاتبه", "الفنان", "الفنانه", "المخرج", "الشاعر", "المؤرخ",
    "المحامي", "الباحث", "surnamed", "nee", "family", "familie", "famille", "familia", "عائله",
))  # fmt: skip
# After a name they make it a street.
STREETS = ("street", "avenue", "lane", "boulevard", "strasse", "ltd", "inc", "gmbh", "llc")
SPEECH = (
    "said", "says", "told", "wrote", "writes", "added", "explained", "scored", "heads", "plays",
    "played", "sings", "won", "dit", "declare", "explique", "ajoute", "affirme", "marque",
    "sagte", "sagt", "erklarte", "schrieb", "leitet", "dijo", "afirmo", "afirma", "explico",
    "marco", "disse", "explicou", "afirmou", "marcou", "renovou",
)  # fmt: skip
_GIVEN = """
    aaron abby abdul abigail adam adel adele adrian agnes ahmad ahmed aicha aisha alain alan albert
    alejandra alejandro alex alexander alexandra alexandre alexis alfonso alfred ali alice alina
    allison amadou amanda amber amelia amina amir amy ana anders andre andrea andreas andrei andres
    andrew angela anika anita anja ann anna anne annette annie anthony antje antoine anton antonia
    antonio arnaud arthur astrid ben benedikt benjamin benoit bernard bernd bernhard beth bettina
    bianca bill bjorn bob boris brad brian bruno camila camille carina carl carla carlos carmen
    carol carolina caroline cecilia celine charles charlotte chloe chris christian christiane
    christina christine christoph christophe christopher claire clara claude claudia clemens colin
    corinne cristina damien dan daniel daniela danielle david debora deborah denis dennis diana
    diane diego dieter dominik dominique donald dorothea eduardo edward eileen elena eli elias
    elisa elisabeth elizabeth ella ellen elke emil emilia emilie emily emma emmanuel enrique eric
    erik erika ernst esther eugen eva evelyn fabian fabien fabio fanny fatima fatou felipe felix
    fernanda fernando filipe florence florian francis francisca francisco franck frank frederic
    fritz gabriel gabriela gabriele gael gary george georg georges gerard gerd gerhard gilles gina
    giovanni giulia gonzalo grace greg gregor guillaume gunter gustavo hanna hannah hannes hans
    harald harry hassan heike heinrich heinz helen helena helene helga henri henrik henry herbert
    hermann holger hugo ian ibrahim ignacio ines inga ingrid irene iris isabel isabelle isaac ivan
    jack jacob jacqueline jacques jakob james jan jana jane janet javier jean jeff jennifer jens
    jeremy jessica jim joan joana joao joe joel johan johann johanna johannes john jonas jonathan
    jorge jose joseph josef joshua juan judith julia julian juliana julie julien juliette julius
    jurgen karen karim karin karl karla kate katharina kathrin katrin katja kevin khalid kim klaus
    kristina kurt lara lars laura laurence laurent lea lena leo leon leonie leticia liam lina linda
    lisa liz lorenz lothar louis louise luca lucas lucia lucie luis luisa lukas luke lydia manuel
    manuela mara marc marcel marcelo marco marcos marcus margaret maria mariana marie marina mario
    marion marius mark markus marta martha martin martina mary mateo mathias mathieu mathilde
    matthew matthias maurice max maximilian maya melanie mia michael michaela michel michelle
    miguel mike mikkel mirjam mohamed mohammed monica monika moritz moses moussa nadia nadine
    natalia natalie nathalie nathan nicolas nicole niels nils nina noah nora norbert olaf oliver
    olivia olivier omar oscar oumar oskar otto pablo pascal patricia patrick paul paula paulo
    pedro pere peter petra philip philipp philippe pierre rachel rafael ralf ramon raphael raquel
    raul rebecca regina renata renate rene ricardo richard rita robert roberto robin rodrigo roger
    roland rolf roman ronald rosa ruben rudolf ruth ryan sabine salim sally sam samira samuel sandra
    sara sarah sascha scott sean sebastian sergio seydou silke silvia simon simone sofia sofie
    sonia sonja sophia sophie stefan stefanie stephan stephane stephanie stephen steve steven susan
    susanne svenja sven sylvia sylvie tania tanja tatiana teresa theo theresa thierry thomas tim
    timo tina tobias tom tomas tony torsten ulrich ulrike ursula ute uwe valentin valerie vanessa
    vera veronica veronika victor victoria viktor vincent vivian volker walter wendy werner
    wilhelm will william wolfgang xavier yael yann yasmin youssef yves yvonne zoe
"""
FIRST_NAMES = frozenset(_GIVEN.split())
