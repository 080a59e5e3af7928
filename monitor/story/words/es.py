"""Spanish. How the tables are read: `monitor.story.lexicon.Lexicon`."""

from monitor.story.lexicon import Lexicon

WORDS = Lexicon(
    code="es",
    stemmer="spanish",
    stops="""el la los las lo un una unos unas de del al a ante bajo con contra desde en entre
    hacia hasta para por según sin sobre tras y e o u pero mas sino ni que quien quienes cual
    cuales cuyo cuya donde cuando como si no se su sus le les me te nos os mi tu es son era eran
    fue fueron ser sido está están estaba estaban estar ha han había habían haber hay hubo será
    serán sería muy más menos ya también aún todavía este esta estos estas ese esa esos esas
    aquel aquella esto eso otro otra otros otras todo toda todos todas mismo misma cada tan
    tanto así durante mientras dijo dijeron afirmó señaló informó indicó añadió aseguró anunció
    declaró explicó además luego después antes porque pues resultó resultaron resultado quedó
    quedaron""",
    numerals="""cero 0 un 1 uno 1 una 1 dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8
    nueve 9 diez 10 once 11 doce 12 trece 13 catorce 14 quince 15 dieciséis 16 diecisiete 17
    dieciocho 18 diecinueve 19 veinte 20 veintiuno 21 veintiún 21 veintiuna 21 veintidós 22
    veintitrés 23 veinticuatro 24 veinticinco 25 veintiséis 26 veintisiete 27 veintiocho 28
    veintinueve 29 treinta 30 cuarenta 40 cincuenta 50 sesenta 60 setenta 70 ochenta 80 noventa
    90 doscientos 200 doscientas 200 trescientos 300 trescientas 300 cuatrocientos 400
    cuatrocientas 400 quinientos 500 quinientas 500 seiscientos 600 seiscientas 600 setecientos
    700 setecientas 700 ochocientos 800 ochocientas 800 novecientos 900 novecientas 900""",
    scales="""docenas 12 decenas 10 cien 100 ciento 100 mil 1e3 millón 1e6 millones 1e6 billón
    1e12 billones 1e12""",
    joiner="y",
    vague="""media docena=5-7; una docena=10-14; docena=12; docenas=20-99; dos docenas=24; una
    decena=8-14; decenas=20-99; una veintena=17-24; una treintena=27-34; un centenar=85-130;
    centenar=100; centenares=100-999; cientos=100-999; miles=1000-99999; decenas de
    miles=20000-99999; cientos de miles=1e5-999999; millones de personas=1e6-99e6; varios=2-20;
    varias=2-20; unos pocos=2-10; numerosos=3-1e9; numerosas=3-1e9; medio centenar=45-55; una
    quincena=13-18; ambos=2; un millar=900-1200; millares=1000-99999; varias decenas=20-99;
    algunos=2-20""",
    at_least="""al menos; por lo menos; más de; no menos de; como mínimo; cuando menos; un
    mínimo de; superior a; supera; superan""",
    at_most="""hasta; no supera; no superan; no excede; no pasan de; como máximo; a lo sumo;
    menos de; no más de; un máximo de""",
    about="""unos; unas; cerca de; alrededor de; aproximadamente; casi; en torno a; aproximados;
    estimados en; cifra cercana a; una estimación de""",
    times="una vez=1; dos veces=2; tres veces=3; dos ocasiones=2; tres ocasiones=3",
    time_units="vez veces ocasiones ocasión",
    ranges="a; o; y",
    between="entre; de",
    no="sin; ningún; ninguna; ninguno; cero; ni; sin que; no hubo; no hay; nadie",
    not_="""no nunca jamás niega negó negaron desmintió desmiente desmintieron rechazó ningún
    ninguna sin""",
    since="""desde; este año; hasta la fecha; en lo que va; en total desde; en los últimos; en
    la última; en el último; acumulado; acumulan; este mes; desde el inicio; el año pasado; en
    diez años; en una década""",
    rose="""subió; sube; suben; ascendió; asciende; ascienden; aument*; elev*; increment*;
    actualiz*; ya son; alcanz*; llega a; llegó a; crec*; revis*; sumar; suman; último balance;
    nuevo balance""",
    by="según; de acuerdo con; citado por; en palabras de; de acuerdo a",
    said="""dijo dijeron dice afirm* señal* inform* indic* asegur* anunci* declar* cifr* estim*
    confirm* report* calcul* sostuv* reconoc* cont* situ* habl*""",
    places="en cerca a hacia desde alrededor junto",
    months="""enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre""",
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    days="este mes=month; hoy=0; ayer=-1; anoche=-1; anteayer=-2; mañana=1; esta mañana=0",
    year_end="fin de año; final de año; finales de año; fin del año; fines de año; término del año",
    occurs="""tuvo lugar; tuvieron lugar; ocurri*; se produj*; sucedi*; se celebr*; se registr*;
    estall*; acaeci*""",
    begins="comenz*; comienz*; empez*; empiez*; inici*; arranc*; primer*; lanz*",
    ends="fin*; termin*; conclu*; acab*; antes del; complet*; hasta; expir*; a más tardar; plazo",
    units="""km=km; kilómetro*=km; milla*=mile; metro*=m; por ciento=%; por cien=%; dólar*=usd;
    euro*=eur; libra*=gbp; franco*=xof; peso*=mxn; año*=year; mes=month; meses=month;
    semana*=week; día*=day; hora*=hour; minuto*=minute; tonelada*=t; hectárea*=ha; magnitud=mag;
    grado*=deg""",
    more="más otros otras adicionales",
    maybe="podría podrían puede pueden si intent* amenaz* tem* riesgo",
    empty="""situación subray* ilustr* muestr* complej* dinámic* desafío* reto* permanec* sigue*
    importan* contexto desarrollo* claro caso reflej* frágil* preocup* impact* consecuenci*
    papel aspecto* cuestión punto* país región esencial* esfuerzo* comentari* detalle*""",
    stock="""publicidad; suscríbete; suscríbase; regístrate; lea también; lee también; leer más;
    haga clic; haz clic; síguenos; comparte; todos los derechos; foto; este artículo; boletín;
    con información de; te puede interesar; ver también; reciba""",
    concepts={
        "killed": """muert* murió murieron mueren muere moría* morir mata matado* matar* mató
        mataron matan falle* perec* asesin* mortal* ahog* ejecut* masacr* perdieron_la_vida
        perdió_la_vida costó_la_vida fallec* abati* bajas decesos""",
        "toll": "cifra saldo balance número_de",
        "harmed": "víctima*",
        "wounded": "herid* lesion* hospitaliz*",
        "missing": "desaparec* desaparición* paradero",
        "seized": "secuestr* captur* plagi*",
        "hostage": "rehén rehenes cautiv*",
        "arrested": "deten* arrest* aprehend*",
        "displaced": "desplaz* fug* escap* evad* huy* huid* refugiad* damnificad* desalojad*",
        "evacuated": "evacu*",
        "freed": "liberad* liberac* liberar* libera liberan liberó rescat* excarcel*",
        "marched": "march* manifest* protest* concentr* congreg*",
        "destroyed": """destru* quem* incendi* arrasa* arrase* arraso dañ* derrumb* calcin* arde
        ardió ardieron ardido*""",
        "attacked": """atac* ataque* embosc* asalt* disparo* dispar* incidente* tirote* hostig*
        incursión blanco""",
        "deployed": "desple* desplieg* estacion* efectivos cuenta contaba contar fuerza_de",
        "stranded": "atrapad* varad* bloquead*",
        "infected": "infect* contagi* casos caso enferm*",
        "withdraw": "retir* salid* sali* abandon* partió partieron partida repliegue repleg*",
        "sentenced": "conden* encarcel* sentenci*",
        "charged": "imput* acus* procesad*",
        "person": "persona* gente individuo* habitante*",
        "body": "cuerpo* cadáver* cadaver*",
        "soldier": "soldad* militar* tropa* uniformad* efectivos",
        "police": "polic* agente* gendarm*",
        "civilian": "civil* poblador* aldean* campesin*",
        "fighter": """combatient* rebeld* insurgent* yihadist* terrorist* milician* atacante*
        pistoler* secuestrador* captor* guerriller* sicari* disident*""",
        "peacekeeper": "cascos casco pacificador*",
        "child": "niñ* menor* adolescent* bebé*",
        "woman": "mujer*",
        "man": "hombre*",
        "worker": "trabajador* obrer* mineros minero emplead* conductor* jornaler*",
        "migrant": "migrant* inmigrant*",
        "prisoner": "preso presos presa presas recluso* prisioner* intern*",
        "journalist": "periodist* reporter* fotógraf*",
        "student": "estudiant* alumn*",
        "patient": "pacient*",
        "passenger": "pasajer* bordo ocupantes",
        "resident": "resident* vecin* habitante* local locales",
        "family": "famili* hogares",
        "official": "oficial* portavoz portavoces vocer* autoridad* funcionari*",
        "governor": "gobernador* alcald*",
        "elder": "líder* jefe*",
        "member": "miembro* representante* delegad* integrante*",
        "protester": "manifestante*",
        "firefighter": "bombero* rescatist* socorrist* brigadist*",
        "vehicle": """vehícul* camion* camión coche* auto autos carro* autobus* autobús bus
        motociclet* convoy* cistern* patrull*""",
        "house": "casa* vivienda* edificio*",
        "town": "ciudad* pueblo* aldea* localidad* municipio*",
        "boat": "barc* bote* embarc* lancha* buque* cayuco* patera* ferry",
        "aircraft": "avion* avión helicópter* dron*",
        "camp": "campamento* base bases cuartel* instalacion*",
        "explosive": "bomba* explosi* mina minas granada* cohete* misil* mortero* artefacto*",
        "weapon": "arma armas fusil* munición municiones",
        "clash": "enfrent* combat* choque* batalla* hostilidad* refriega",
        "strike": "bombard* aéreo*",
        "walkout": "huelg* paro paros piquet*",
        "flood": "inund* lluvia* crecid* río presa* desbord* represa*",
        "quake": "terremot* sism* seísm* temblor* réplica*",
        "blaze": "incendio* fuego* llama* siniestro",
        "crash": "accident* descarril* choc* colisi*",
        "vote": "vot* elecci* electoral* comicio* referénd* urnas constituci*",
        "coup": "golpe* derroc*",
        "talks": "negoci* diálog* mediaci* cumbre* conversacion* reuni* conferenci*",
        "ceasefire": "tregua* alto_el_fuego cese fuego",
        "deal": "acuerd* pacto* tratad* convenio*",
        "violate": "viol* incumpl* infring*",
        "army": "ejército* fuerzas armadas defensa",
        "rebels": "rebeldes guerrilla alianza disidencia*",
        "government": "gobiern* junta ministeri* ministr* president* régimen",
        "mission": "misión minusma",
        "un": "onu naciones unicef acnur consejo",
        "hospital": "hospital* clínic* médic* sanitari* enfermer*",
        "court": "tribunal* juez* juzgado* fiscal* corte juicio",
        "organiser": "organizador* sindicat* sindical* activist* gremi*",
        "company": "empres* compañ* firma operador*",
        "occupy": "ocup* control* posesi* toma tomó tomaron tomar apoder* recuper* retom*",
        "advance": "avanz* entr* lleg* dirig* movim*",
        "hasten": "aceler* adelant* apresur* rápid* urgent* precipit*",
        "worsen": "deterior* empeor* agrav* tensi* insegur* escalad*",
        "risk": "riesg* amenaz* peligr*",
        "urge": """pid* pidi* llam* exhort* insta instó instaron exig* orden* reclam* solicit*
        demand*""",
        "refrain": "absten* evit* complic*",
        "accuse": "acus* denunci* critic* culp* reproch*",
        "approve": "aprob* aprueb* adopt* ratific* respald*",
        "refuse": "niega negó negaron rechaz* desment* desmint* opus*",
        "close": "cerr* cierr* suspend* suspens* cort* cancel* bloque*",
        "open": "abre abrió abren abrir abierta abierto reabr* reanud* restablec*",
        "begin": "comenz* comienz* empez* inici* arranc*",
        "end": "fin final* termin* conclu*",
        "return": "regres* volv* vuelt* retorn*",
        "plan": "plan* prev* proyect*",
        "cost": "cost* cuest* presupuest* daños",
        "loss": "pérdid* bajas pierde* perdió perdido* perder",
        "aid": "ayuda humanitari* alimentos asistencia",
        "school": "escuel* coleg* universi* instituto*",
        "power": "electric* eléctric* luz apagón",
        "water": "agua aguas",
        "road": "carreter* ruta* puente* autopista* vía vías",
        "crisis": "crisis emergenc* desastr* catástrof*",
        "violence": "violen* disturbi* rebelión insurrecc* conflict* guerra*",
        "independence": "independ* autonom*",
        "north": "norte septentrional*",
        "south": "sur meridional*",
        "east": "este_de_la oriental*",
        "west": "oeste occidental*",
        "week": "semana*",
        "night": "noche* anoche madrugada",
        "morning": "mañana",
        "live": "població* poblacion*",
        "percentage": "participaci*",
        "distance": "distancia situad* ubicad*",
        "search": "busc* búsqued*",
        "find": "encontr* encuentr* hall* localiz* descubr*",
        "publish": "public* twitter redes sociales comunicado",
        "illegal": "delit* crimen* ilegal* ley leyes",
        "punish": "multa* multó sanci*",
        "weather": "vient* torment* ciclón huracán*",
        "health": "salud enfermedad* epidemi* virus cólera ébola sarampión vacun* brote",
    },
)  # fmt: skip
