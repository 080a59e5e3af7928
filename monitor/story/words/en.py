"""English. How the tables are read: `monitor.story.lexicon.Lexicon`."""

from monitor.story.lexicon import Lexicon

WORDS = Lexicon(
    code="en",
    stemmer="english",
    stops="""a an the this that these those and or but nor so yet if then than as of in on at by
    for from to into onto with within about over under between among through during before after
    up down out off again further once here there when where which who whom whose what why how
    is are was were be been being am do does did done has have had having will would shall
    should can could may might must it its he she they them their his her him we us our you your
    i me my not no also just very more most some any each every other others another such only
    own same too one s t d ll ve re while because although though however since until still
    already now even according said says say saying told added adding stated statement
    reportedly reported report reports both either per via upon amid among like as well
    including""",
    numerals="""zero 0 one 1 two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10
    eleven 11 twelve 12 thirteen 13 fourteen 14 fifteen 15 sixteen 16 seventeen 17 eighteen 18
    nineteen 19 twenty 20 thirty 30 forty 40 fifty 50 sixty 60 seventy 70 eighty 80 ninety
    90""",
    scales="""dozen 12 hundred 100 thousand 1e3 million 1e6 billion 1e9 trillion 1e12 mln 1e6 bn
    1e9 m 1e6""",
    joiner="and",
    vague="""half a dozen=5-7; a dozen=10-14; dozen=12; dozens=20-99; scores=30-99;
    hundreds=100-999; thousands=1000-99999; tens of thousands=20000-99999; hundreds of
    thousands=1e5-999999; millions=1e6-1e9; several=3-20; a few=2-12; a handful=2-10; a
    couple=2-3; couple=2-3; many=3-1e9; numerous=3-1e9; several dozen=24-99; a few dozen=24-99;
    several hundred=200-999; both=2; several thousand=2000-9999; a hundred=100; a thousand=1000;
    a million=1e6; pair=2""",
    at_least="""at least; no fewer than; no less than; more than; over; upwards of; upward of;
    as many as many; in excess of; a minimum of; exceeding; exceeded; not fewer than; beyond""",
    at_most="""up to; does not exceed; do not exceed; did not exceed; at most; no more than;
    fewer than; less than; below; under; as many as; maximum of""",
    about="""about; closer to; some; around; roughly; approximately; an estimated; estimated;
    nearly; almost; close to; circa; hovered around; near; just over; just under; a reported; or
    so""",
    times="once=1; twice=2; thrice=3; two occasions=2; both occasions=2",
    time_units="time times occasion occasions",
    ranges="to; or; and",
    between="between; from",
    no="no; no one; without; none; zero; neither; nobody; nor; without any; no reported; without a",
    not_="""not never didn don doesn wasn weren hasn haven hadn isn aren cannot denied denies
    deny refute* dismissed without no none failed""",
    since="""since; so far this; in the past; over the past; in the last; over the last; this
    year; this month; this week; overall; all told; in total since; to date; over the years; has
    seen; total of dead; since the start; of the war; of the conflict; in a decade; in all;
    combined; bringing the total; death toll since; cumulative; last year; last month; the
    previous""",
    rose="""rose; risen; rises; rise; climb*; increas*; jumped; grew; grown; revised; updated;
    raised; now stands; now at; has reached; reached; reaches; tops; topped; surpass*; up from;
    previously; later died; bringing; brought""",
    by="according to; quoted by; cited by; in the words of; per",
    said="""said says say told report* announc* claim* confirm* stat* estimat* declar* put puts
    count* acknowledg* insist* maintain* admit* list* record* document* argued""",
    places="in at near outside inside around of from toward towards to",
    months="""january/jan february/feb march april/apr may june july august/aug
    september/sept/sep october/oct november/nov december/dec""",
    weekdays="monday tuesday wednesday thursday friday saturday sunday",
    days="""this month=month; today=0; yesterday=-1; overnight=0; this morning=0; tomorrow=1;
    tonight=0""",
    year_end="end of the year; year end; end of this year; year s end; the year end",
    occurs="""took place; take place; takes place; occurred; happened; was held; broke out;
    struck; came; were held""",
    begins="began; begin*; start*; launched; first; commenced; onset; underway",
    ends="end*; finish*; complet*; conclud*; leave by; until; deadline; expire*; by",
    units="""km=km; kms=km; kilometer*=km; kilometre*=km; mile=mile; miles=mile; meter*=m;
    metre*=m; percent=%; per cent=%; pct=%; dollar*=usd; usd=usd; euro*=eur; pound*=gbp;
    franc*=xof; cfa=xof; year=year; years=year; month=month; months=month; week=week;
    weeks=week; day=day; days=day; hour=hour; hours=hour; minute*=minute; tonne*=t; ton=t;
    tons=t; hectare*=ha; acre*=acre; magnitude=mag; degree*=deg""",
    more="more another additional further",
    maybe="""might may could would can if attempt* tried trying conspir* intend* threaten* fear*
    unless unlikely warned plan* would-be""",
    empty="""situation highlight* underscor* underlin* complex* dynamic* challeng* remain*
    significan* importan* context development* broader ongoing clear unclear immediately
    illustrat* reflect* show* fragil* fraught concern* impact* implicat* role aspect* issue*
    point* matter* landscape volatile critical* essential* emphasi* address* effort* further
    comment* detail* specif* time""",
    stock="""advertisement; subscribe; sign up; read more; click here; follow us; share this;
    all rights reserved; photo; file photo; this article was; this story was; thanks for
    reading; stay informed; for the best experience; please enable; copyright; related; see
    also; more on this; listen to; watch; download; get the latest; editing by; reporting by;
    with reporting; additional reporting; breaking news; about the author; newsletter; this is a
    developing story; follow the latest""",
    concepts={
        "killed": """kill* dead deadly death* die died dies dying fatal* slain perish*
        lost_their_lives lost_his_life lost_her_life drown* executed losses murdered massacr*""",
        "wounded": "wound* injur* hurt hospitali* maimed",
        "missing": "missing disappear* unaccounted",
        "hostage": "hostage* captive*",
        "seized": "kidnap* abduct* captur*",
        "arrested": "arrest* detain* custody detention*",
        "displaced": "displac* fled flee* fleeing escap* homeless uproot* refugee*",
        "evacuated": "evacuat*",
        "freed": "freed release* rescue* liberat*",
        "marched": "marched marching marchers rall* protest* demonstrat* gather*",
        "destroyed": """destroy* burned burnt burning torch* raz* demolish* damaged damaging
        wreck* collaps* decommission*""",
        "attacked": """attack* ambush* raid* assault* came_under_fire come_under_fire under_fire
        under_mortar_fire under_heavy_fire under_small_arms_fire shot shelled shelling incident*
        targeted harass* incursion""",
        "gunfire": "fire fired gunfire",
        "deployed": "deploy* station* strong strength garrison*",
        "stranded": "strand* trapped stuck",
        "infected": "infect* case cases sick ill",
        "withdraw": "withdr* left leave leaves leaving depart* pull* exit* evacuat* quit*",
        "sentenced": "sentenc* convict* jail* imprison*",
        "charged": "charged charges indict* accus* alleg*",
        "person": "people person persons individual* victim* inhabitant*",
        "body": "body bodies corpse*",
        "toll": "toll number_of",
        "harmed": "casualt*",
        "soldier": "soldier* troop* servicem* military personnel infantry",
        "police": "police* officer* gendarme*",
        "civilian": "civilian* villager* non-combatant*",
        "fighter": """fighter* militant* insurgent* rebel* gunmen gunman jihad* terrorist*
        militia* attacker* extremist* assailant* combatant* kidnapper* abductor* captor* hijacker*
        bandit* separatist*""",
        "peacekeeper": "peacekeep* helmets helmet",
        "child": "child* boy* girl* minor minors teenager* baby infant*",
        "woman": "woman women",
        "man": "man men",
        "worker": "worker* miner* employee* staff labourer* laborer* driver*",
        "migrant": "migrant* asylum",
        "prisoner": "prisoner* inmate* detainee*",
        "journalist": "journalist* reporter* photographer*",
        "student": "student* pupil* schoolchild* schoolgirl* schoolboy*",
        "patient": "patient*",
        "passenger": "passenger* aboard",
        "resident": "resident* local locals",
        "family": "famil* household*",
        "official": "official* spokes* authorit*",
        "governor": "governor* mayor* administrator* prefect*",
        "elder": "elder* leader* chief*",
        "member": "member* representative* delegate*",
        "protester": "protester* protestor* demonstrator* marcher*",
        "firefighter": "firefighter* rescuer*",
        "vehicle": """vehicle* truck* lorr* car cars bus buses pickup* motorbike* motorcycle*
        tanker* convoy* patrol*""",
        "house": "house houses home homes building* dwelling* hut huts shelter*",
        "town": "town* city cities village* locality district*",
        "boat": "boat* vessel* ship ships ferry* dinghy",
        "aircraft": "plane* aircraft helicopter* jet jets drone*",
        "camp": "camp camps base bases compound* barracks garrison holdings",
        "explosive": "bomb* explosi* blast* mine mines ied grenade* mortar* rocket* missile*",
        "weapon": "weapon* rifle* gun guns arms ammunition",
        "clash": "clash* fight* battle* skirmish* combat* gunfight fought hostilit*",
        "strike": "airstrike* strike strikes bombard*",
        "walkout": "walkout* stoppage picket*",
        "flood": "flood* rain* river* dam dams levee*",
        "quake": "quake* earthquake* tremor* aftershock*",
        "blaze": "blaze* wildfire* flame*",
        "crash": "crash* derail* collision collid* accident*",
        "vote": """vote voted votes voter* voting election* elected ballot* poll polls referendum
        constitution*""",
        "coup": "coup* putsch* overthr* seized toppled",
        "talks": "talk* negotiat* dialogue mediat* summit meeting* met meet conference*",
        "ceasefire": "ceasefire* truce* cease",
        "deal": "deal agreement* accord* pact treaty",
        "violate": "violat* breach* contraven*",
        "army": "army military armed forces force soldiery defence defense",
        "rebels": "rebel* ex-rebel* alliance separatist*",
        "government": """government* junta cabinet ministry minister* rulers authorities ruling
        president* regime""",
        "mission": "mission minusma monusco unmiss peacekeeping",
        "un": "un nations unicef unhcr council",
        "hospital": "hospital* clinic* doctor* medic* medical nurse*",
        "court": "court* judge* prosecutor* tribunal trial",
        "organiser": "organiser* organizer* union unions activist*",
        "company": "compan* firm firms operator*",
        "occupy": """occup* control* possession seiz* took taken captur* hold holds retak* retook
        overran""",
        "advance": "advanc* enter* mov* reach* arriv* head*",
        "hasten": """speed* sped acceler* expedit* hasten* forward swift* urgent* fast* early
        earlier""",
        "worsen": """deteriorat* worsen* degrad* escalat* exacerbat* tension* insecur* strain*
        fray* widen* deepen*""",
        "risk": "risk* threat* danger* unsafe",
        "urge": "urg* call* ask* appeal* demand* request* order* press* pushed",
        "refrain": "refrain* restrain* avoid* complicat*",
        "accuse": "accus* blam* alleg* denounc* critici* condemn*",
        "approve": "approv* adopt* pass passed endors* ratif*",
        "refuse": "refus* reject* declin* oppos* denied deny denies",
        "close": "clos* shut* suspend* halt* block* cut cancel*",
        "open": "open* reopen* resum* restor*",
        "begin": "began begin* start* launch*",
        "end": "end ends ended finish* complet* conclu*",
        "return": "return* back",
        "plan": "plan* schedul* intend* will",
        "cost": "cost* budget* price* damage damages",
        "loss": "loss* losses lose loses lost losing",
        "aid": "aid food relief humanitarian supplies assistance",
        "school": "school* universit* classroom*",
        "power": "electric* power outage*",
        "water": "water",
        "road": "road* highway* route* bridge*",
        "crisis": "crisis crises emergency disaster*",
        "violence": "violen* unrest insurgen* rebellion* uprising conflict war",
        "independence": "independ* autonom* secess*",
        "north": "north*",
        "south": "south*",
        "east": "east*",
        "west": "west*",
        "week": "week*",
        "night": "night* overnight",
        "morning": "morning",
        "live": "population inhabitants",
        "percentage": "turnout",
        "distance": "lies away distance",
        "search": "search* look*",
        "find": "found find* discover* recover* locat*",
        "publish": "publish* twitter tweet* post posted social media",
        "illegal": "crime* illegal* law laws",
        "punish": "fine fined penalt* sanction*",
        "weather": "wind* storm* cyclone* hurricane* heavy",
        "health": "health disease outbreak epidemic virus cholera ebola measles vaccin*",
    },
)  # fmt: skip
