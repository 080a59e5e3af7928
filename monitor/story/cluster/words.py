"""The small words of seven languages, and which language a text is in by them.

They are of every text, so they link none. Lists of what is said most, from general knowledge; what
they lack, the index learns by counting. Accents are folded as in `terms`.
"""

from collections import Counter
from collections.abc import Iterable

# fmt: off
_SMALL = {
    "en": """
        a about above after again against all almost along already also although always am among
        an and another any are around as ask asked at away back be became because become been
        before being below between both but by call called came can come could day days did do
        does done down during each early either end even ever every few first five for former
        found four from get give go going good got had has have having he her here him himself his
        how however if in including into is it its itself just know last late later least left
        less let like long made make makes making man many may me might more most mr mrs ms much
        must my near need never new next no nor not now of off often old on once one only onto or
        other others our out over own part people per put re really right said same saw say saying
        says second see seen set several shall she should show since six so some still such take
        taken tell ten than that the their them themselves then there these they thing things
        think third this those though three through time times to today told too took toward
        towards two under until up upon us use used very via want was way we week weeks well went
        were what when where which while who whom whose why will with within without would year
        years yes yesterday yet you your
        """,
    "fr": """
        a afin ai ainsi alors annee annees ans apres au aucun aujourd aussi autre autres aux avait
        avant avec avoir bien car ce cela celle celui ces cet cette ceux chaque chez comme comment
        contre d dans de depuis dernier derniere des deux dit donc dont du elle elles en encore
        entre est et etaient etait ete etre eu eux faire fait fois font hier hui il ils jour jours
        jusqu l la le les leur leurs lors lui mais mal meme moins mois n ne ni non nos notre nous
        on ont ou par parce pas pendant peu peut plus plusieurs pour pourquoi premier premiere
        pres qu quand que quel quelle quelques qui quoi sa sans se selon sera ses si soit son sont
        sous sur tous tout toute toutes tres trois un une vers vos votre vous
        """,
    "es": """
        a afirmo ahora al algo ano anos antes aqui asi aun aunque ayer bajo bien cada casi como
        con contra cual cuando cuatro de del desde despues dia dias dice dijo donde dos durante e
        el ella ellos en entre era eran es esa ese eso esta estaba estan estar este esto estos fue
        fueron ha haber habia habian hace hacer han hasta hay hoy la las le les lo los luego mas
        me mes meses mi mientras muy nada ni no nos o otra otras otro otros para parte pero poco
        por porque primer primera puede pues que quien se segun ser si sido sin sobre solo son su
        sus tambien tan tanto tiene tienen toda todas todo todos tras tres tu un una uno unos y ya
        """,
    "pt": """
        a afirmou agora ainda ano anos antes ao aos apenas apos aqui as assim ate bem cada com
        como contra da das de dele depois desde dia dias disse do dois dos duas durante e ela ele
        eles em enquanto entre era eram essa esse esta estao estava este eu foi foram ha hoje isso
        isto ja la lhe mais mas mes meses mesmo muito na nao nas nem no nos numa o onde ontem os
        ou outra outras outro outros para parte pela pelas pelo pelos pode por porque pouco
        primeira primeiro qual quando quatro que quem sao se segundo sem ser seu seus sido sob
        sobre sua suas tambem tem tera tinha toda todas todo todos tres um uma vai
        """,
    "de": """
        aber alle als also am an auch auf aus bei beim bereits bis bisher da damit dann das dass
        dem den denn der des die dies diese dieser dieses doch dort drei du durch ein eine einem
        einen einer eines er erst es etwa fur gegen gibt habe haben hat hatte hatten heute hier
        ich ihm ihn ihr ihre im immer in ins ist ja jahr jahre jahren jedoch jetzt kann kein keine
        konnte laut mehr mit nach nachdem nicht noch nun nur ob oder ohne sagte schon sehr sei
        sein seine seiner seit sich sie sind so soll sollen sondern tag tage uber um und uns unter
        viele vom von vor war waren was weil weiter wenn wer werde werden wie wieder will wir wird
        wo worden wurde wurden zu zum zur zwei zwischen
        """,
    "pl": """
        a aby albo ale az bardzo bez bo by byc byl byla bylo byly chce co cos czy czyli dla
        dlaczego do dwa dzien dzis gdy gdzie go i ich ile im inne innych ja jak jakie jako je
        jednak jego jej jest jeszcze juz kiedy kto ktora ktore ktorego ktorej ktory ktorych ktorzy
        lat lub ma maja mial mimo mnie moga moze mozna na nad nas nawet nich nie niego niej nim
        nowy o od on ona one oni oraz po pod podczas ponad powiedzial poza pracy przed przez przy
        rok roku sa sie swoich swoje ta tak takze tam te tego tej ten to tu tych tylko tym u w we
        wedlug wiecej wiele wszystko z za zas ze zeby zostal zostala
        """,
    "ar": """
        احد اخرى اذا اكثر الا التي الذي الذين الى اليوم امام ان انه انها او اي ايضا بان بعد بعض بل
        بما بن بين تحت تلك تم ثم جدا حتى حول حيث خلال دون ذلك سوف ضد ضمن عام عبر عدد عدم على عليه
        عليها عن عند عندما غير فقد فقط في فيه فيها قال قالت قبل قد كان كانت كل كما لا لدى لكن لم
        لن له لها ليس ما مثل مساء مع من منذ منه منها نحو هذا هذه هم هناك هو هي وان وفي وقال وقد
        وكان وكانت وكما ولا ولم ومن وهو وهي يكون يوم
        """,
}
# fmt: on
SMALL = {language: frozenset(some.split()) for language, some in _SMALL.items()}
"""The small words by language."""
ANY = frozenset().union(*(SMALL[language] for language in ("en", "fr", "es", "pt", "ar")))
"""What is left out of a text of unknown language. German `die` and Polish `bez` are no list's."""
_ENOUGH = 3


def language_of(words: Iterable[str]) -> str | None:
    """Return the language most of whose small words stand in `words`, None if that says little."""
    hits: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for language, small in SMALL.items():
            if word in small:
                hits[language] += times
    if not hits:
        return None
    (best, most), *others = hits.most_common(2)
    second = others[0][1] if others else 0
    return best if most >= _ENOUGH and most > second else None
