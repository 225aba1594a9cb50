"""The language of a text, where it is plain, and the scripts that languages must show."""

from __future__ import annotations

import pytest

from statements.transcripts.language_detection import guess_language, is_noise, measure_script_share

SAID = {
    "en": "The two sides have agreed that the treaty will be signed in the spring, and we are glad of it. ",
    "fr": "Les deux parties sont convenues que le traité sera signé au printemps, et nous en sommes heureux. ",
    "es": "Las dos partes han acordado que el tratado se firmará en la primavera, y les damos las gracias a todos. ",
    "pt": "As duas partes concordaram que o tratado será assinado na primavera, e não temos mais nada a dizer. ",
    "de": "Die beiden Seiten haben sich darauf geeinigt, dass der Vertrag im Frühling kommt, und das ist gut. ",
    "it": "Le due parti hanno concordato che il trattato sarà firmato in primavera, e non c’è altro da dire per ora. ",
    "ru": "Стороны договорились о том, что договор будет подписан весной, и это была бы большая удача для всех нас. ",
    "uk": "Сторони домовилися про те, що договір буде підписано навесні, і ми вдячні всім, хто це зробив для країни. ",
    "ar": "اتفق الجانبان على أن المعاهدة ستوقع في الربيع ونحن نشكر الجميع على ما بذلوه من جهود كبيرة في هذا الشأن. ",
    "zh": "双方商定条约将于春天签署，我们感谢所有为此作出努力的人。双方还讨论了贸易、能源和教育等领域的合作。" * 2,
    "ja": "双方は条約が春に署名されることで合意しました。私たちは努力したすべての人に感謝しています。今後も協力します。"
    * 2,
}


@pytest.mark.parametrize("language", SAID)
def test_language_is_told_from_the_words(language: str):
    assert guess_language(SAID[language] * 3) == language


def test_short_and_mixed_texts_have_no_language():
    assert guess_language("Yes.") == ""
    assert guess_language("Zenda Strelsau Hentzau Elphberg " * 20) == ""


def test_noise_is_told_from_names_tables_and_languages():
    assert is_noise("cco AUS atd Aaa g aSile advil yc alia bad Gljad aSx Lai Olm cia Ada " * 40)
    assert not is_noise("Rudolf Elphberg, Michael Strelsau, Flavia Tarlenheim; " * 60)
    assert not any(is_noise(text * 20) for text in SAID.values())


def test_share_of_a_script():
    assert measure_script_share("abc где", "cyrillic") == 0.5
    assert measure_script_share("123", "arabic") == 0.0
