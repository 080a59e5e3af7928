"""Portuguese. How the tables are read: `monitor.story.lexicon.Lexicon`."""

from monitor.story.lexicon import Lexicon

WORDS = Lexicon(
    code="pt",
    stemmer="portuguese",
    stops="""o a os as um uma uns umas de do da dos das d em no na nos nas num numa por pelo
    pela pelos pelas para com sem sob sobre entre até após ante contra desde e ou mas nem que
    quem qual quais cujo cuja onde quando como se não ao aos à às é são era eram foi foram ser
    sido está estão estava estavam estar há havia houve haver tem têm tinha tinham ter será
    serão seria muito mais menos já também ainda este esta estes estas esse essa esses essas
    aquele aquela isto isso seu sua seus suas lhe lhes me te nos outro outra outros outras todo
    toda todos todas mesmo mesma cada tão tanto assim durante enquanto disse disseram afirmou
    informou indicou acrescentou segundo declarou anunciou além depois antes porque pois ficou
    ficaram resultaram""",
    numerals="""zero 0 um 1 uma 1 dois 2 duas 2 três 3 quatro 4 cinco 5 seis 6 sete 7 oito 8
    nove 9 dez 10 onze 11 doze 12 treze 13 catorze 14 quatorze 14 quinze 15 dezesseis 16
    dezasseis 16 dezessete 17 dezassete 17 dezoito 18 dezenove 19 dezanove 19 vinte 20 trinta 30
    quarenta 40 cinquenta 50 sessenta 60 setenta 70 oitenta 80 noventa 90 duzentos 200 duzentas
    200 trezentos 300 trezentas 300 quatrocentos 400 quatrocentas 400 quinhentos 500 quinhentas
    500 seiscentos 600 seiscentas 600 setecentos 700 setecentas 700 oitocentos 800 oitocentas
    800 novecentos 900 novecentas 900""",
    scales="""dúzias 12 dezenas 10 cem 100 cento 100 mil 1e3 milhão 1e6 milhões 1e6 bilhão 1e9
    bilhões 1e9 mil_milhões 1e9""",
    joiner="e",
    vague="""meia dúzia=5-7; uma dúzia=10-14; dúzia=12; dúzias=20-99; duas dúzias=24; uma
    dezena=8-14; dezenas=20-99; uma vintena=17-24; uma centena=85-130; centenas=100-999;
    milhares=1000-99999; dezenas de milhares=20000-99999; centenas de milhares=1e5-999999;
    vários=2-20; várias=2-20; alguns=2-20; algumas=2-20; numerosos=3-1e9; inúmeros=3-1e9;
    ambos=2; um milhar=900-1200; várias dezenas=20-99; poucos=2-10""",
    at_least="""pelo menos; ao menos; mais de; no mínimo; não menos de; um mínimo de; superior
    a; ultrapassa; acima de""",
    at_most="""até; não ultrapassa; não ultrapassam; não excede; no máximo; menos de; não mais
    de; um máximo de""",
    about="""cerca de; aproximadamente; quase; em torno de; por volta de; uns; umas; perto de;
    estimado em; estimados em; estimada em; em média; uma estimativa de""",
    times="uma vez=1; duas vezes=2; três vezes=3; duas ocasiões=2",
    time_units="vez vezes ocasiões ocasião",
    ranges="a; ou; e",
    between="entre; de",
    no="sem; nenhum; nenhuma; zero; nem; sem que; não houve; não há; ninguém",
    not_="não nunca jamais nega negou negaram desmentiu desmente rejeitou nenhum nenhuma sem",
    since="""desde; este ano; até à data; até agora; no total desde; nos últimos; na última; no
    último; acumulado; este mês; desde o início; no ano passado; em dez anos; neste ano""",
    rose="""subiu; sobe; subiram; aument*; elev*; atualiz*; actualiz*; já são; alcanç*; ating*;
    chega a; chegou a; cresc*; revist*; novo balanço; último balanço; passou para""",
    by="segundo; de acordo com; citado por; conforme",
    said="""disse disseram diz afirm* inform* indic* assegur* anunci* declar* estim* confirm*
    report* calcul* reconhec* cont* aponta* fal*""",
    places="em no na nos nas perto a para desde junto",
    months="""janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro
    dezembro""",
    weekdays="segunda terça quarta quinta sexta sábado domingo",
    days="este mês=month; neste mês=month; hoje=0; ontem=-1; anteontem=-2; amanhã=1; esta manhã=0",
    year_end="fim do ano; final do ano; fim de ano; fim deste ano",
    occurs="teve lugar; tiveram lugar; ocorr*; acontec*; deu se; realiz*; registr*; regist*",
    begins="começ*; inici*; arranc*; primeir*; lanç*",
    ends="fim*; termin*; conclu*; acab*; até; complet*; expir*; prazo",
    units="""km=km; quilómetro*=km; quilômetro*=km; milha*=mile; metro*=m; por cento=%;
    dólar*=usd; dólares=usd; euro*=eur; libra*=gbp; franco*=xof; real=brl; reais=brl; ano*=year;
    mês=month; meses=month; semana*=week; dia*=day; hora*=hour; minuto*=minute; tonelada*=t;
    hectare*=ha; magnitude=mag; grau*=deg""",
    more="mais outros outras adicionais",
    maybe="poderia poderiam pode podem caso tentar tentou ameaç* tem* risco",
    empty="""situação sublinh* ilustr* mostr* complex* dinâmic* desafio* permanec* continua*
    important* contexto desenvolviment* claro caso reflet* frágil* preocup* impact* consequênc*
    papel aspecto* questão ponto* país região essencia* esforço* comentári* detalhe*""",
    stock="""publicidade; assine; inscreva se; leia também; leia mais; ler mais; clique aqui;
    siga nos; partilhe; compartilhe; todos os direitos; foto; este artigo; newsletter; com
    informações de; veja também; receba""",
    concepts={
        "killed": """mort* morr* matou mataram matar mata matado* matam assassin* mortífer* afog*
        execut* massacr* óbito* perderam_a_vida perdeu_a_vida falec* abatid* baixas""",
        "toll": "balanço número_de",
        "harmed": "vítima*",
        "wounded": "ferid* ferim* hospitaliz* machuc* feriu feriram",
        "missing": "desaparec* paradeiro",
        "seized": "sequestr* raptad* rapt* captur*",
        "hostage": "refém reféns",
        "arrested": "deten* detid* prenderam preso presos prisão",
        "displaced": """desloc* evad* escap* fugir* fugiram fugiu fuga refugiad* desalojad*
        desabrigad*""",
        "evacuated": "evacu* retirad*",
        "freed": "libert* resgat* solt*",
        "marched": "march* manifest* protest* concentr*",
        "destroyed": "destru* queim* incendi* arrasa* arrase* arraso* danific* desab*",
        "attacked": """atac* ataque* embosc* assalt* disparo* tiro tiros incidente* alvejad*
        incursão alvo""",
        "deployed": "destac* estacion* efetivos efectivos conta contava contar forte",
        "stranded": "retid* encurralad* soterrad*",
        "infected": "infet* infect* contagi* casos caso doente*",
        "withdraw": "retir* saíd* saiu saír* sair abandon* partiu partiram partida",
        "sentenced": "conden* encarcer*",
        "charged": "acusad* indiciad*",
        "person": "pessoa* gente indivíduo* habitante*",
        "body": "corpo corpos cadáver*",
        "soldier": "soldad* militar* tropa*",
        "police": "políc* polic* agente* gendarm*",
        "civilian": "civil civis aldeõ* aldeão camponês*",
        "fighter": """combatente* rebeld* insurgent* jihadist* terrorist* milician* atacante*
        sequestrador* raptor* guerrilheir*""",
        "peacekeeper": "capacetes capacete pacificador*",
        "child": "criança* menor* adolescent* bebé* bebê*",
        "woman": "mulher*",
        "man": "homem homens",
        "worker": "trabalhador* operári* mineir* empregad* motorist* funcionário*",
        "migrant": "migrant* imigrant*",
        "prisoner": "prisioneir* recluso* detento*",
        "journalist": "jornalist* repórter* fotógraf*",
        "student": "estudant* alun*",
        "patient": "pacient*",
        "passenger": "passageir* bordo",
        "resident": "resident* morador* vizinh* habitante* local locais",
        "family": "famíli*",
        "official": "oficial oficiais porta-voz porta autoridad* responsáve*",
        "governor": "governador* administrador* prefeit*",
        "elder": "líder* chefe* ancião",
        "member": "membro* representante* delegad*",
        "protester": "manifestante*",
        "firefighter": "bombeir* socorrist*",
        "vehicle": """veícul* camiõ* camião caminh* carro* autocarro* ônibus moto* comboio*
        cisterna* patrulha*""",
        "house": "casa* habitaç* edifíci* prédio*",
        "town": "cidade* vila* aldeia* localidade* município*",
        "boat": "barc* bote* embarc* lancha* navio* ferry",
        "aircraft": "avião aviões helicópter* drone*",
        "camp": "acampamento* campo base bases quartel*",
        "explosive": "bomba* explos* mina minas granada* foguete* míssil* mísseis morteiro*",
        "weapon": "arma armas espingard* muniç*",
        "clash": "confront* combat* choque* batalha* hostilidad*",
        "strike": "bombard* aéreo*",
        "walkout": "greve* paralis* piquet*",
        "flood": "inund* cheia* chuva* enchente* rio barrage*",
        "quake": "terramot* terremot* sism* tremor* réplica*",
        "blaze": "incêndio* fogo* chama*",
        "crash": "acident* descarril* colis*",
        "vote": "vot* eleiç* eleit* referend* urnas constituiç*",
        "coup": "golpe* derrub*",
        "talks": "negoci* diálog* mediaç* cimeira* cúpula conversaç* reuni* conferênci*",
        "ceasefire": "trégua* cessar-fogo cessar",
        "deal": "acord* pacto* tratad*",
        "violate": "viol* infring*",
        "army": "exércit* forças armadas defesa",
        "rebels": "rebeldes guerrilha aliança",
        "government": "govern* junta ministéri* ministr* president* regime",
        "mission": "missão minusma",
        "un": "onu nações unicef acnur conselho",
        "hospital": "hospit* clínic* médic* enfermeir*",
        "court": "tribunal* juiz* procurad* justiça julgamento",
        "organiser": "organizador* sindicat* sindical* ativist* activist*",
        "company": "empres* companhia* operador*",
        "occupy": "ocup* control* posse toma tomou tomaram tomar apoder* recuper* retom*",
        "advance": "avanç* entr* cheg* dirig*",
        "hasten": "aceler* antecip* apress* rápid* urgent* precipit*",
        "worsen": "deterior* pior* agrav* tensão tensões insegur* escalad*",
        "risk": "risco* ameaç* perig*",
        "urge": "pede pediu pediram pedem apel* exort* exig* orden* solicit*",
        "refrain": "abst* evit* complic*",
        "accuse": "acus* denunci* critic* culp*",
        "approve": "aprov* adot* adopt* ratific*",
        "refuse": "nega negou negaram rejeit* recus* desment* opôs*",
        "close": "fech* encerr* suspend* suspens* cort* cancel* bloque*",
        "open": "abre abriu abrem abrir aberta aberto reabr* retom* restabelec*",
        "begin": "começ* inici* arranc*",
        "end": "fim final* termin* conclu*",
        "return": "regress* volt* retorn*",
        "plan": "plan* prev* projet* project*",
        "cost": "cust* orçament* danos prejuízo*",
        "loss": "perda* baixas perde perdem perdeu",
        "aid": "ajuda humanitári* alimentos assistência",
        "school": "escol* universi* colégio*",
        "power": "eletric* electric* energia apagão luz",
        "water": "água águas",
        "road": "estrada* rota* ponte* autoestrada* rodovia*",
        "crisis": "crise* emergênc* desastre* catástrof*",
        "violence": "violên* distúrbi* rebelião conflit* guerra*",
        "independence": "independ* autonom*",
        "north": "norte",
        "south": "sul",
        "east": "leste oriental*",
        "west": "oeste ocidental*",
        "week": "semana*",
        "night": "noite* madrugada",
        "morning": "manhã",
        "live": "populaç*",
        "percentage": "participaç*",
        "distance": "distância situad* localizad* fica",
        "search": "busca* procur*",
        "find": "encontr* localiz* descobr*",
        "publish": "public* twitter redes sociais comunicado",
        "illegal": "crime* ilega* lei leis",
        "punish": "multa* multou sanç*",
        "weather": "vento* tempestad* ciclone* furacão",
        "health": "saúde doença* epidemi* vírus cólera ébola ebola sarampo vacin* surto",
    },
)  # fmt: skip
