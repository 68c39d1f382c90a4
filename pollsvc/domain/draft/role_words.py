"""How answers that are no plain ones are usually called, by language."""

from __future__ import annotations

from pollsvc.domain.draft.shape import DraftOption
from pollsvc.domain.question import Role
from pollsvc.domain.texts import same_text

DONT_KNOW = {
    "ar": "لا أعرف",
    "de": "Weiß nicht",
    "en": "I don’t know",
    "es": "No lo sé",
    "fa": "نمی‌دانم",
    "fr": "Je ne sais pas",
    "he": "לא יודע/ת",
    "hi": "पता नहीं",
    "it": "Non so",
    "ja": "わからない",
    "kk": "Білмеймін",
    "ko": "모르겠다",
    "nl": "Weet ik niet",
    "pl": "Nie wiem",
    "pt": "Não sei",
    "ru": "Затрудняюсь ответить",
    "tr": "Bilmiyorum",
    "uk": "Важко відповісти",
    "zh": "不知道",
}
"""How somebody without a view says so, by language."""
_NO_ANSWER = {
    "ar": "أفضّل عدم الإجابة",
    "de": "Keine Angabe",
    "en": "I prefer not to say",
    "es": "Prefiero no responder",
    "fr": "Je préfère ne pas répondre",
    "it": "Preferisco non rispondere",
    "ja": "答えたくない",
    "nl": "Dat zeg ik liever niet",
    "pt": "Prefiro não responder",
    "ru": "Не хочу отвечать",
    "zh": "不愿回答",
}
_NONE = {
    "ar": "لا شيء مما سبق",
    "de": "Nichts davon",
    "en": "None of these",
    "es": "Ninguna de las anteriores",
    "fr": "Aucune de ces réponses",
    "it": "Nessuna di queste",
    "ja": "この中にはない",
    "nl": "Geen van deze",
    "pt": "Nenhuma das anteriores",
    "ru": "Ничего из перечисленного",
    "zh": "以上都不是",
}
# Only the name of the answer: the field beside it asks 'If “Something else”, what?'.
_OTHER = {
    "ar": "غير ذلك",
    "de": "Etwas anderes",
    "en": "Something else",
    "es": "Otra cosa",
    "fr": "Autre chose",
    "it": "Altro",
    "ja": "その他",
    "nl": "Iets anders",
    "pt": "Outra coisa",
    "ru": "Другое",
    "zh": "其他",
}
WORDS = {
    Role.DONT_KNOW: DONT_KNOW,
    Role.NO_ANSWER: _NO_ANSWER,
    Role.NONE: _NONE,
    Role.OTHER: _OTHER,
}
"""What an answer with this role is called where nobody has written something else."""
_NO_VIEW = (
    *DONT_KNOW.values(),
    *("I don't know", "I do not know", "Don't know", "Do not know", "Dont know", "Not sure"),
    *("No opinion", "I have no opinion", "Undecided", "No view", "Can't say", "Don't know yet"),
    *("Ne sait pas", "Sans opinion", "Je n'ai pas d'opinion", "Sans avis", "Pas d'avis"),
    *("Aucune opinion", "Je ne sais pas encore", "Ne se prononce pas", "NSP"),
    *("Не знаю", "Я не знаю", "Затрудняюсь с ответом", "Нет мнения"),
    *("У меня нет мнения", "Трудно сказать", "Сложно сказать"),
    *(
        "分からない",
        "分かりません",
        "わかりません",
        "意見なし",
        "特に意見はない",
    ),
    *("لا اعرف", "لا أدري", "لا ادري", "لا رأي لي", "ليس لدي رأي", "بدون رأي", "بلا رأي"),
)


def has_no_view(option: DraftOption) -> bool:
    """Whether this answer says, in any of its languages, that one has no view."""
    return any(map(says_no_view, option.label.values()))


def says_no_view(text: str) -> bool:
    """Whether this is how somebody without a view says so."""
    return _as_said(text) in _SAID


def _as_said(text: str) -> str:
    return same_text(text).replace("’", "'").rstrip(".。… ")


_SAID = frozenset(map(_as_said, _NO_VIEW))
