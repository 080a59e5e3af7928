import pytest

from monitor.extract.remnants import is_remnant

CONSENT = """Nous respectons votre vie privée.
Nous respectons votre vie privée. Vous pouvez à tout moment modifier vos choix.
Avec votre accord, nous et nos partenaires utilisons des traceurs.
Nous et nos 842 partenaires stockons et accédons à des informations sur votre appareil.
En cliquant sur « Accepter », vous consentez au dépôt de cookies.
Continuer sans accepter →
We value your privacy
We and our 1,204 partners store and access information on a device.
This website uses cookies to improve your visit.
You can withdraw your consent at any time.
Click “Accept” to agree.
Respetamos tu privacidad
Nosotros y nuestros 120 socios almacenamos información en un dispositivo.
Al continuar navegando, acepta el uso de cookies.
Puedes cambiar tus preferencias en cualquier momento.
Respeitamos a sua privacidade.
Nós e os nossos parceiros armazenamos informações no seu dispositivo.
Ao continuar a navegar, você concorda com a nossa política de privacidade.
Você pode alterar as suas preferências a qualquer momento.
Wir respektieren Ihre Privatsphäre.
Wir und unsere 210 Partner verarbeiten Ihre Daten.
Sie können Ihre Einwilligung jederzeit widerrufen.
Durch die weitere Nutzung der Seite stimmen Sie der Verwendung von Cookies zu.
نحن نحترم خصوصيتك
نحن وشركاؤنا نستخدم ملفات تعريف الارتباط
باستمرارك في التصفح فإنك توافق على سياسة الخصوصية
يمكنك تغيير إعداداتك في أي وقت""".splitlines()
NEWS = """We respect the court's ruling, the minister wrote.
You can change your mind about the vote until Friday.
This site was bombed twice during the war.
Our partners use the port without paying, the mayor complained.
The regulator fined the firm because its website uses cookies without consent.
Your privacy is under threat, campaigners warn.
Click fraud cost the firm millions.
Nous respectons votre décision, a répondu le ministre.
Vous pouvez voter jusqu'à dimanche.
En cliquant sur un lien, le comptable a ouvert le réseau aux pirates.
Nos partenaires européens stockent du gaz pour l'hiver.
Les cookies déposés sans accord ont valu une amende au site.
Nuestros socios europeos almacenan gas para el invierno.
Al aceptar el cargo, la ministra prometió respetar la privacidad de las víctimas.
Puede cambiar el resultado de las elecciones.
Os nossos parceiros usam o porto há dez anos.
Ao aceitar o cargo, o ministro prometeu proteger a privacidade dos eleitores.
Unsere Partner in Mali nutzen die Basis seit 2014.
Sie können die Auswahl der Spieler nicht ändern.
Mit ihrer Einwilligung wurden die Proben untersucht.
يستخدم الجيش ملفات سرية في التحقيق
يمكنك رؤية الدخان من الميناء""".splitlines()


@pytest.mark.parametrize("line", CONSENT)
def test_consent_line_is_a_remnant(line: str) -> None:
    assert is_remnant(line)


@pytest.mark.parametrize("line", NEWS)
def test_news_of_partners_and_privacy_is_not(line: str) -> None:
    assert not is_remnant(line)


@pytest.mark.parametrize("line", CONSENT)
def test_consent_sentence_within_a_paragraph_stays(line: str) -> None:
    assert not is_remnant(f"The banner filled the screen of the phone. {line}")
