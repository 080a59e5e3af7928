"""German. How the tables are read: `monitor.story.lexicon.Lexicon`."""

from itertools import product

from monitor.story.lexicon import Lexicon

_ONES = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_TENS = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_TEENS = (
    "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn",
    "neunzehn",
)  # fmt: skip
# Written as one word: vierundzwanzig, zweihundert, elftausend.
_JOINED = " ".join(
    f"{one}und{ten} {ten_at * 10 + one_at}"
    for (one_at, one), (ten_at, ten) in product(enumerate(_ONES, 1), enumerate(_TENS, 2))
)
_LARGE = " ".join(
    [f"{one}hundert {at * 100}" for at, one in enumerate(_ONES, 1)]
    + [f"{one}tausend {at * 1000}" for at, one in enumerate([*_ONES, *_TEENS], 1)]
    + [f"{ten}tausend {at * 10000}" for at, ten in enumerate(_TENS, 2)]
)

WORDS = Lexicon(
    code="de",
    stemmer="german",
    stops="""der die das den dem des ein eine einen einem einer eines und oder aber denn sondern
    doch wenn als wie dass daß ob weil da damit so in im an am auf aus bei beim mit nach von vom
    zu zum zur für über unter vor hinter neben zwischen durch gegen ohne um bis seit während
    wegen trotz ist sind war waren sein gewesen wird werden wurde wurden worden hat haben hatte
    hatten kann können konnte konnten soll sollen sollte sollten muss müssen mußte nicht kein
    keine keinen auch noch schon nur sehr mehr er sie es sich ihr ihre ihren ihrem ihrer sein
    seine seinen seinem seiner wir uns ich man dieser diese dieses diesen diesem jener jene
    welche welcher welches was wer wo dort hier dann nun sowie laut sagte sagten teilte mit hieß
    erklärte berichtete nach angaben zudem dabei dazu daran darauf davon alle alles allem aller
    andere anderen anderer jedoch bereits etwa rund""",
    numerals=f"""null 0 eins 1 ein 1 eine 1 einen 1 einem 1 einer 1 zwei 2 drei 3 vier 4 fünf 5
    sechs 6 sieben 7 acht 8 neun 9 zehn 10 elf 11 zwölf 12 dreizehn 13 vierzehn 14 fünfzehn 15
    sechzehn 16 siebzehn 17 achtzehn 18 neunzehn 19 zwanzig 20 dreißig 30 vierzig 40 fünfzig 50
    sechzig 60 siebzig 70 achtzig 80 neunzig 90 {_JOINED} {_LARGE}""",
    scales="""dutzend 12 hundert 100 tausend 1e3 million 1e6 millionen 1e6 mio 1e6 milliarde 1e9
    milliarden 1e9 mrd 1e9""",
    joiner="und",
    vague="""ein halbes dutzend=5-7; halbes dutzend=5-7; ein dutzend=10-14; dutzend=12; zwei
    dutzend=24; dutzende=20-99; dutzenden=20-99; hunderte=100-999; hunderten=100-999;
    tausende=1000-99999; tausenden=1000-99999; zehntausende=20000-99999;
    hunderttausende=1e5-999999; mehrere=2-20; mehreren=2-20; einige=2-20; zahlreiche=3-1e9;
    viele=3-1e9; beide=2; ein paar=2-9; mehrere hundert=200-999; mehrere tausend=2000-99999;
    mehrere dutzend=24-99""",
    at_least="mindestens; wenigstens; mehr als; über; nicht weniger als; zumindest; minimum",
    at_most="""bis zu; nicht über; übersteigen nicht; übersteigt nicht; höchstens; maximal;
    weniger als; unter; nicht mehr als""",
    about="""etwa; rund; ungefähr; circa; ca; fast; nahezu; knapp; beinahe; gut;
    schätzungsweise; um die""",
    times="einmal=1; zweimal=2; dreimal=3; viermal=4; zwei mal=2; zweifach=2",
    time_units="mal male",
    ranges="bis; oder; und",
    between="zwischen; von",
    no="""kein; keine; keinen; keinem; keiner; keinerlei; ohne; null; niemand; weder; ohne dass;
    nicht ein""",
    not_="""nicht nie niemals kein keine keinen keinerlei ohne dementiert dementierte bestreitet
    bestritt verneinte wies zurück""",
    since="""seit; in diesem jahr; bisher; insgesamt seit; bislang insgesamt; in den
    vergangenen; in den letzten; in zehn jahren; im vergangenen jahr; diesen monat; seit
    beginn""",
    rose="""stieg; stiegen; steigt; gestiegen; erhöh*; wuchs; inzwischen; mittlerweile;
    korrigier*; aktualisier*; erreicht*; beläuft sich nun; nun bei; angestiegen""",
    by="laut; nach angaben; zufolge; gemäß; nach auskunft; nach darstellung; so",
    said="""sagt* teilt* erklär* bericht* melde* bestätig* gab geben spr* sprach schätz*
    beziffer* nannt* behaupt* zähl* räum*""",
    places="in im bei nahe nach aus an am auf um vor",
    months="januar februar märz april mai juni juli august september oktober november dezember",
    weekdays="montag dienstag mittwoch donnerstag freitag samstag sonntag",
    days="diesen monat=month; in diesem monat=month; heute=0; gestern=-1; vorgestern=-2; morgen=1",
    year_end="ende des jahres; jahresende; ende dieses jahres",
    occurs="""ereignet*; fand statt; fanden statt; geschah; kam es; passiert*; brach aus;
    stattgefunden; stattfand""",
    begins="begann*; beginn*; start*; angefangen; erste; ersten; begonnen; aufgenommen",
    ends="ende*; beend*; abgeschlossen; bis; endet*; läuft ab; abschließ*; spätestens",
    units="""km=km; kilometer*=km; meile*=mile; meter*=m; prozent=%; dollar*=usd; euro*=eur;
    pfund=gbp; franken=chf; jahr=year; jahre=year; jahren=year; monat*=month; woche*=week;
    tag=day; tage=day; tagen=day; stunde*=hour; minute*=minute; tonne*=t; hektar=ha; stärke=mag;
    magnitude=mag; grad=deg""",
    more="weitere weiteren weiterer",
    maybe="könnte könnten kann können falls wenn versuch* droh* befürcht* gefahr",
    empty="""lage situation zeigt unterstreich* verdeutlich* komplex* dynamik* herausforder*
    bleib* wichtig* zusammenhang entwicklung* klar unklar fall spiegel* fragil* sorge* auswirk*
    folge* rolle aspekt* frage* punkt* land region wesentlich* bemüh* kommentar* einzelheit*
    details""",
    stock="""anzeige; werbung; abonnieren; jetzt anmelden; lesen sie auch; mehr dazu; mehr
    lesen; weiterlesen; hier klicken; folgen sie uns; teilen; alle rechte vorbehalten; foto;
    dieser artikel; newsletter; mit material; siehe auch""",
    concepts={
        "killed": """töt* getötet* tot tote toten toter tod todes* tödlich* starb* sterb*
        gestorben umgekommen umkamen ums_leben gefallen ermordet* ertrunken* todesopfer
        hingericht* verlust* erschossen*""",
        "toll": "zahl todeszahl bilanz",
        "harmed": "opfer",
        "wounded": "verletz* verwund*",
        "missing": "vermiss* verschwunden*",
        "seized": "entführ* verschleppt*",
        "hostage": "geisel*",
        "arrested": "festgenomm* verhaft* festnahm* haft",
        "displaced": """vertrieb* entkam* entkommen* ausgebroch* geflohen* flohen flüchtling*
        obdachlos* flucht flüchten geflüchtet*""",
        "evacuated": "evakuier*",
        "freed": "befrei* freigelass* gerettet* freilass*",
        "marched": "demonstrier* protest* marschier* versammel*",
        "destroyed": "zerstör* verbrann* niedergebrannt* beschädig* eingestürz* abgebrannt*",
        "attacked": """angriff* angegriffen* überfall* hinterhalt beschuss beschoss* zwischenfall*
        zwischenfäll* feuer beschossen* attack* vorfall* vorfäll*""",
        "deployed": "stationier* eingesetzt* truppenstärke starke stark umfasst*",
        "stranded": "eingeschlossen* gestrandet* festsitz* verschüttet*",
        "infected": "infizier* infektion* erkrank* fall fälle ansteck*",
        "withdraw": """abzug* abgezog* abzieh* verlass* verließ* rückzug* räum* zieht zog zogen
        abgerückt*""",
        "sentenced": "verurteil* inhaftier*",
        "charged": "angeklagt* anklag*",
        "person": "mensch* person* einwohner* leute",
        "body": "leiche leichen leichnam*",
        "soldier": "soldat* militärangehörig* truppe*",
        "police": "polizist* polizei* beamte* gendarm*",
        "civilian": "zivilist* dorfbewohn* zivil*",
        "fighter": """kämpfer* rebell* aufständisch* dschihadist* terrorist* miliz* angreifer*
        entführer* extremist* bewaffnete* separatist*""",
        "peacekeeper": "blauhelm* friedenssoldat*",
        "child": "kind kinder* minderjährig* jugendlich* jungen mädchen",
        "woman": "frau frauen",
        "man": "mann männer männern",
        "worker": "arbeiter* bergleute* bergmann beschäftigte* mitarbeiter* fahrer*",
        "migrant": "migrant* einwander*",
        "prisoner": "häftling* gefangene*",
        "journalist": "journalist* reporter*",
        "student": "student* schüler* studier*",
        "patient": "patient*",
        "passenger": "passagier* fahrgast* fahrgäst* bord insassen",
        "resident": "bewohner* anwohner* einwohner* örtlich*",
        "family": "famil* haushalt*",
        "official": "sprecher* behörde* vertreter* beamter",
        "governor": "gouverneur* bürgermeister*",
        "elder": "anführer* älteste*",
        "member": "mitglied* vertreter*",
        "protester": "demonstrant*",
        "firefighter": "feuerwehr* rettungskräft* retter*",
        "vehicle": """fahrzeug* lastwagen* lkw auto autos bus busse motorr* konvoi* tanklast*
        patrouille*""",
        "house": "haus häuser* gebäude* wohnung*",
        "town": "stadt städt* dorf dörf* ort ortschaft* gemeinde*",
        "boat": "boot* schiff* fähre*",
        "aircraft": "flugzeug* hubschrauber* drohne*",
        "camp": "lager* stützpunkt* basis kaserne* camp*",
        "explosive": "bombe* explosion* explodier* mine minen granate* rakete* sprengs* sprengsatz",
        "weapon": "waffe* gewehr* munition*",
        "clash": "gefecht* kämpfe kämpfen zusammenstoß* zusammenstöß* schlacht* kampf gekämpft",
        "strike": "luftangriff* bombardier*",
        "walkout": "streik* arbeitsniederleg* warnstreik*",
        "flood": "überschwemm* flut* hochwasser* regen* fluss damm",
        "quake": "erdbeben* beben nachbeben*",
        "blaze": "brand brände flammen waldbrand* feuer",
        "crash": "unfall* unglück* entgleis* zusammenprall* absturz abgestürzt",
        "vote": "wahl* wähl* gewählt* stimm* abstimm* referendum verfassung*",
        "coup": "putsch* staatsstreich* gestürzt*",
        "talks": "verhandl* gespräch* vermittl* gipfel* treffen dialog konferenz* sitzung*",
        "ceasefire": "waffenruhe* waffenstillstand* feuerpause*",
        "deal": "abkommen* vertrag* einigung* vereinbar* friedensvertrag",
        "violate": "verletzung* verstoß* verstöß*",
        "army": "armee* streitkräft* militär* verteidigung*",
        "rebels": "rebellen bündnis ex-rebellen",
        "government": "regierung* junta minister* machthaber präsident* regime",
        "mission": "mission minusma einsatz",
        "un": "uno vereinten nationen unicef unhcr sicherheitsrat",
        "hospital": "krankenhaus* krankenhäuser* klinik* arzt ärzt* medizin*",
        "court": "gericht* richter* staatsanwalt* prozess",
        "organiser": "veranstalter* gewerkschaft* aktivist* organisator*",
        "company": "unternehm* firma firmen betreiber* konzern*",
        "occupy": "besetz* kontroll* eingenomm* einnahm* übernomm* übernahm* erober* besitz",
        "advance": "vorrück* vorgerückt* ankam* angekomm* eintraf* erreich*",
        "hasten": "beschleunig* vorgezog* vorzeitig* schnell* eilig* dringend* früher",
        "worsen": "verschlechter* verschärf* eskal* spannung* unsicher*",
        "risk": "risik* bedroh* gefahr* gefährl*",
        "urge": "forder* aufruf* rief bitte* verlang* drängt* aufgefordert*",
        "refrain": "unterlass* verzicht* vermeid* erschwer*",
        "accuse": "beschuldig* vorwurf* vorwürf* wirft warf kritisier*",
        "approve": "gebilligt* billig* beschloss* angenomm* verabschied* genehmig*",
        "refuse": "ablehn* lehnt* weiger* zurückgewies* dement* bestreit* bestritt*",
        "close": "geschloss* schließ* schloss gesperrt* ausgesetzt* unterbroch* abgesagt* sperr*",
        "open": "öffn* geöffnet* wiederaufgenomm* wiederhergest*",
        "begin": "beginn* begann* begonn* start*",
        "end": "ende endet* beend* abgeschlossen*",
        "return": "rückkehr* zurückkehr* zurückgekehrt* kehrt*",
        "plan": "plan* geplant* vorgesehen*",
        "cost": "kost* haushalt budget schaden schäden",
        "loss": "verlust* verlier* verlor*",
        "aid": "hilfe hilfs* humanitär* nahrungsmittel*",
        "school": "schule* universit*",
        "power": "strom* elektriz*",
        "water": "wasser*",
        "road": "straße* brücke* autobahn* route*",
        "crisis": "krise* notstand katastroph* notlage",
        "violence": "gewalt* unruhe* aufstand* rebellion konflikt* krieg*",
        "independence": "unabhäng* autonom*",
        "north": "nord*",
        "south": "süd süden südens südlich* südost* südöst* südwest*",
        "east": "ost osten östlich*",
        "west": "west*",
        "week": "woche*",
        "night": "nacht abend*",
        "morning": "morgen*",
        "live": "bevölker*",
        "percentage": "wahlbeteiligung* beteiligung",
        "distance": "entfernung liegt entfernt",
        "search": "such* gesucht*",
        "find": "gefund* fand fanden entdeck*",
        "publish": "veröffentlich* twitter soziale netzwerke mitteilung",
        "illegal": "verbrech* illegal* gesetz*",
        "punish": "bußgeld* sanktion* strafe*",
        "weather": "wind* sturm stürm* zyklon* orkan*",
        "health": "gesundheit* krankheit* epidemie* virus cholera ebola masern impf* ausbruch",
    },
)  # fmt: skip
