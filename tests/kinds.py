"""A survey with a question of every kind, in English, Arabic and Japanese."""

from __future__ import annotations

from datetime import date
from typing import Any

from pollsvc.domain.poll import Poll
from pollsvc.domain.question import Kind, Option, Question, Required, Role
from tests.make import make_option, make_poll, make_question, texts

LANGUAGES = ("en", "ar", "ja")


def said(en: str, ar: str, ja: str) -> dict[str, str]:
    """A text in all three."""
    return {"en": en, "ar": ar, "ja": ja}


DONT_KNOW = said("I don’t know", "لا أعرف", "わからない")
NOT_SAID = said("I would rather not say", "أفضّل ألّا أجيب", "答えたくない")
ELSE = said("Something else", "شيء آخر", "その他")
TOPICS = (
    said("Energy cooperation", "التعاون في مجال الطاقة", "エネルギー協力"),
    said("Security and defence", "الأمن والدفاع", "安全保障と防衛"),
    said("The territorial issue", "القضية الإقليمية", "領土問題"),
    said("Trade and the Far East", "التجارة والشرق الأقصى", "貿易と極東"),
    said("Culture and science", "الثقافة والعلوم", "文化と科学"),
)
LIKELY = (
    said("Very unlikely", "مستبعد جدًا", "まったくありそうにない"),
    said("Unlikely", "مستبعد", "ありそうにない"),
    said("Likely", "مرجّح", "ありそうだ"),
    said("Very likely", "مرجّح جدًا", "非常にありそうだ"),
)
EVENTS = (
    said(
        "Japan and Russia sign a peace treaty",
        "توقّع اليابان وروسيا معاهدة سلام",
        "日露が平和条約を結ぶ",
    ),
    said(
        "Relations with South Korea improve",
        "تتحسّن العلاقات مع كوريا الجنوبية",
        "日韓関係が改善する",
    ),
    said("Missiles are placed in Japan", "تُنصب صواريخ في اليابان", "日本にミサイルが配備される"),
)


def one(
    id: int, label: dict[str, str], role: Role = Role.PLAIN, value: int | None = None
) -> Option:
    """One option."""
    return make_option(id, label, role=role, value=value)


def topics(first: int) -> list[Option]:
    """The five topics as options, numbered from ``first``."""
    return [one(first + place, label) for place, label in enumerate(TOPICS)]


def points(first: int, words: dict[int, dict[str, str]]) -> list[Option]:
    """The points 0 to 10; those without words are called by their number."""
    return [
        one(first + value, words.get(value) or said(*[str(value)] * 3), value=value)
        for value in range(11)
    ]


def likely(first: int) -> list[Option]:
    """How likely, in words, and "don't know"."""
    plain = [one(first + place, label, value=place) for place, label in enumerate(LIKELY)]
    return [*plain, one(first + len(LIKELY), DONT_KNOW, Role.DONT_KNOW)]


def matrix(id: int, first: int, *, kind: Kind = Kind.SINGLE, **other: Any) -> Question:
    """Three rows that share "how likely"; their ids follow the matrix's."""
    options = likely(first)
    rows = tuple(
        make_question(id + place, kind=kind, options=options, text=text, code=f"r{id + place}")
        for place, text in enumerate(EVENTS, 1)
    )
    other.setdefault(
        "text",
        said("How likely is each by 2030?", "ما مدى احتمال كل منها؟", "それぞれの可能性は？"),
    )
    return make_question(id, kind=Kind.MATRIX, options=options, rows=rows, **other)


def questions() -> tuple[Question, ...]:
    """One question of every kind, and those of its looks that differ."""
    topic = said(
        "What should come first in talks?",
        "ما الذي يجب أن يأتي أولًا؟",
        "最初に話し合うべきことは？",
    )
    several = said("Which should be talked about?", "ما الذي ينبغي بحثه؟", "話し合うべきことは？")
    order = said("Put these topics in order", "رتّب هذه المواضيع", "順番をつけてください")
    rate = said("How good are relations today?", "كيف هي العلاقات اليوم؟", "今日の関係はどうですか")
    ends = {
        0: said("very bad", "سيئة جدًا", "非常に悪い"),
        10: said("very good", "جيدة جدًا", "非常に良い"),
    }
    return (
        make_question(
            1,
            text=topic,
            options=[*topics(11), one(16, ELSE, Role.OTHER), one(17, DONT_KNOW, Role.DONT_KNOW)],
        ),
        make_question(
            2,
            kind=Kind.MULTIPLE,
            text=several,
            at_least=2,
            at_most=3,
            options=[*topics(21), one(26, NOT_SAID, Role.NO_ANSWER)],
            hint=texts(
                said("Think of this year.", "فكّر في هذا العام.", "今年について考えてください。")
            ),
        ),
        make_question(
            3,
            kind=Kind.RANKING,
            text=order,
            at_most=5,
            options=[*topics(31), one(36, DONT_KNOW, Role.DONT_KNOW)],
        ),
        make_question(
            4,
            kind=Kind.SCALE,
            text=rate,
            options=[*points(40, ends), one(51, DONT_KNOW, Role.DONT_KNOW)],
        ),
        make_question(5, kind=Kind.SCALE, text=rate, options=likely(55)),
        matrix(60, 65, grid=True),
        matrix(70, 75, kind=Kind.MULTIPLE),
        make_question(
            80,
            kind=Kind.NUMBER,
            text=said(
                "How many years have you worked on this?",
                "كم سنة عملت على هذا؟",
                "何年取り組んでいますか",
            ),
            options=[one(81, NOT_SAID, Role.NO_ANSWER)],
            low=0,
            high=700,
            decimals=1,
            unit=texts(said("years", "سنة", "年")),
        ),
        make_question(
            90,
            kind=Kind.SHORT_TEXT,
            text=said("Where do you work?", "أين تعمل؟", "どこで働いていますか"),
            options=0,
            longest=60,
            required=Required.NO,
        ),
        make_question(
            91,
            kind=Kind.LONG_TEXT,
            text=said(
                "What would you tell the ministers?", "ماذا تقول للوزراء؟", "閣僚に何を伝えますか"
            ),
            options=[one(92, DONT_KNOW, Role.DONT_KNOW)],
            longest=1000,
            required=Required.SOFT,
        ),
        make_question(
            95,
            kind=Kind.DATE,
            text=said(
                "When did you last visit?", "متى كانت آخر زيارة؟", "最後に訪れたのはいつですか"
            ),
            options=0,
            low=date(2020, 1, 1).toordinal(),
            high=date(2026, 12, 31).toordinal(),
        ),
    )


def every_kind(**other: Any) -> Poll:
    """The survey."""
    return make_poll(*questions(), languages=LANGUAGES, **other)
