"""More texts of our own for the shipped entities: sports, ships, airports, regulators, persons.

Written before their author had seen the evidence lists; at first sight F1 .973, precision .947
(36 right, 2 false, none missed of 66 texts). Regression tests since.
"""

import pytest

from library import FIRST, found, scored

ROWS = [
    # English
    ("The CMA CGM Jacques Saade berthed at Felixstowe two days late, the harbour master "
     "said.", ""),
    ("Luke Combs and Lainey Wilson lead the nominations for this autumn's CMA ceremony "
     "in Nashville.", ""),
    ("Vodafone and Three must wait until the CMA publishes its phase 2 findings.", ""),
    ("The Capital Markets Authority (CMA) in Nairobi suspended two stockbrokers.", ""),
    ("Certified Management Accountants earn more: what the CMA exam asks of you", ""),
    ("Flights from BER were cancelled on Monday as ground staff walked out.", ""),
    ("Engineers measured a BER of 10^-6 over 40 km of fibre.", ""),
    ("Nine people were hurt when a minibus overturned, police inspector Rolf Ber told "
     "reporters.", ""),
    ("Sofia Ber scored twice as the hosts beat Latvia 4-1.", ""),
    ("Omar Kidal, 19, signed a three-year contract with the Lyon academy.", ""),
    ("The desert blues band played songs from Kidal at a festival in Oslo.", "kidal"),
    ("Gunmen on motorbikes ambushed a water tanker outside Ber, killing the driver and "
     "two guards.", "ber"),
    ("Nomads around Ber say wells have been poisoned since mercenaries came.", "ber"),
    ("Col. Assimi Goita thanked the troops who hoisted the flag over Kidal.", "kidal"),
    ("Former rebels grouped in the CMA pulled their representatives out of the "
     "monitoring committee set up under the Algiers accord.", "cma"),
    ("Alghabass Ag Intalla of the CMA met Algerian mediators.", "cma"),
    ("Chad's contingent, the last to serve under MINUSMA, flew home from Gao.", "minusma"),
    ("The CMA's fighters overran an army post at Bourem and made off with ammunition.", "cma"),
    ("JNIM claimed a rocket attack on the camp in Ber.", "ber"),
    ("The peacekeepers will hand the airstrip to the civil aviation agency.", ""),
    # French
    ("L'armateur CMA CGM commande douze porte-conteneurs au méthanol.", ""),
    ("Le Centre médical d'arrondissement (CMA) de Bafia manque de médecins.", ""),
    ("La CMA de Bretagne forme 4 000 apprentis aux métiers de l'artisanat.", ""),
    ("Le joueur israélien Tal Ber s'est blessé à la cheville.", ""),
    ("À Ber, les habitants racontent des heures d'échanges de tirs entre l'armée et les "
     "groupes signataires.", "ber"),
    ("Le convoi parti de Ber a essuyé deux embuscades avant d'atteindre Tombouctou.", "ber"),
    ("Les ex-rebelles de la CMA dénoncent des bombardements de drones sur leurs "
     "positions.", "cma"),
    ("Rétrocession du camp de Kidal : les Casques bleus sur le départ", "kidal"),
    ("Un mandat de retrait a été fixé pour la Minusma par la résolution 2690.", "minusma"),
    ("Le porte-parole de la CMA, Mohamed Elmaouloud Ramadane, parle d'une « rupture du "
     "cessez-le-feu ».", "cma"),
    ("Les FAMa ont pris le contrôle de Ber après de violents accrochages, annonce "
     "l'état-major.", "ber"),
    ("Concert à Marseille : le groupe Tinariwen, né entre Kidal et Tamanrasset", "kidal"),
    # German
    ("Am BER fallen wegen des Streiks der Sicherheitskräfte 300 Flüge aus.", ""),
    ("Easyjet stationiert am Flughafen BER zwei weitere Maschinen.", ""),
    ("Die britische Wettbewerbsbehörde CMA prüft den Zusammenschluss der Mobilfunker.", ""),
    ("Rapper Kidal veröffentlicht am Freitag sein zweites Album.", ""),
    ("Die Blauhelme räumten ihr Lager in Ber früher als vorgesehen, weil in der Nähe "
     "gekämpft wurde.", "ber"),
    ("Nach Angaben der CMA starben bei dem Luftangriff zwei Tuareg-Kämpfer.", "cma"),
    ("In Kidal wehte erstmals seit elf Jahren wieder die Flagge Malis.", "kidal"),
    ("Der Bundestag beriet über das Ende des Minusma-Einsatzes und die Rückverlegung "
     "aus Gao.", "minusma"),
    ("Malische Soldaten und Wagner-Söldner rückten auf Ber vor.", "ber"),
    ("Jonas Ber übernimmt die Leitung der Sparkasse in Gera.", ""),
    # Spanish
    ("La CMA británica bloqueó la compra de la empresa de videojuegos.", ""),
    ("La naviera francesa CMA CGM sube sus tarifas desde Valencia.", ""),
    ("Lionel Ber, delantero del Betis, será baja un mes.", ""),
    ("Los cascos azules abandonaron Ber entre disparos, según un comunicado.", "ber"),
    ("La CMA acusó a la junta de Bamako de violar el alto el fuego en Anefis.", "cma"),
    ("El ejército maliense entra en Kidal, feudo de los independentistas tuaregs.", "kidal"),
    ("Guterres lamenta la salida de la MINUSMA antes de fin de año.", "minusma"),
    ("Separatistas de la CMA se atribuyen el derribo de un avión militar.", "cma"),
    ("El colegio CMA de Rosario celebra su feria de ciencias.", ""),
    # Portuguese
    ("A CMA do Senado debate o desmatamento na Amazônia nesta quarta-feira.", ""),
    ("O cantor baiano Kidal lança clipe gravado em Salvador.", ""),
    ("Navio da CMA CGM atraca em Santos com 9 mil contêineres.", ""),
    ("Exército do Mali retoma Kidal, bastião dos rebeldes tuaregues.", "kidal"),
    ("Militares e rebeldes trocam tiros perto de Ber, no norte do Mali.", "ber"),
    ("A CMA afirma ter abatido um helicóptero dos mercenários russos.", "cma"),
    ("Missão de paz da ONU no Mali encerra atividades em Tombuctu.", "minusma"),
    # Arabic
    ("أعلن الجيش المالي سيطرته على بلدة بير شمال تمبكتو.", "ber"),
    ("حفر الأهالي بير ماء جديدا في القرية.", ""),
    ("انسحبت قوات حفظ السلام من كيدال قبل الموعد المقرر.", "kidal"),
    ("قالت تنسيقية الحركات الأزوادية إن الاتفاق انتهى.", "cma"),
    ("وصلت آخر قافلة لمينوسما إلى غاو بعد رحلة شاقة.", "minusma"),
    ("رفعت هيئة السوق المالية CMA رسوم الإدراج في الرياض.", ""),
    ("اندلعت مواجهات بين الجيش ومقاتلي الطوارق قرب بير.", "ber"),
    ("سافر الممثل جان بيير إلى مهرجان كان.", ""),
]  # fmt: skip
# Written with the lists in sight, for the cues that the first ones showed to be missing.
CUES = [
    pytest.param("Le gardien togolais Kidal a arrêté deux tirs.", "", id="role and origin"),
    pytest.param("El cantante cubano Yoel Ber, herido en un asalto, canta hoy.", "", id="and name"),
    pytest.param("Un enseignant malien de Kidal a été libéré.", "kidal", id="origin, then place"),
    pytest.param("Une famille de Kidal attend des nouvelles.", "kidal", id="role from a place"),
    pytest.param("Mme de Kidal prend sa retraite.", "", id="address and particle"),
    pytest.param("L'historien quitte Kidal après dix ans.", "kidal", id="a role that leaves"),
    pytest.param("اللاعب الفرنسي كيدال سجل هدفا", "", id="Arabic origin"),
    pytest.param("La sandale Kidal coûte 79 euros.", "", id="a thing of that name"),
    pytest.param("Un chien nommé « Kidal » a été retrouvé.", "", id="named so"),
    pytest.param("Ils viennent d'un village appelé Kidal.", "kidal", id="a village called so"),
    pytest.param("Kidal, mestiza de dos años, busca hogar.", "", id="of that age"),
    pytest.param("Novos casos em Kidal (14) e outros dois.", "kidal", id="a count, not an age"),
    pytest.param("Le sergent Kidal a pris la parole.", "", id="a rank"),
    pytest.param("Guard Jalen Kidal told us. Kidal was tired.", "", id="one sense a text"),
]


def test_shipped_entities_are_right_in_fresh_texts() -> None:
    score = scored(((text, wanted.split()) for text, wanted in ROWS), FIRST)
    assert len(score.wrong) <= 1, score.wrong


@pytest.mark.parametrize(("text", "want"), CUES)
def test_role_with_an_origin_is_a_cue(text: str, want: str) -> None:
    assert found(text, FIRST) == set(want.split())
