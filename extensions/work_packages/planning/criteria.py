"""Success criteria: which of them name no outcome that somebody could measure (workflow, "Quality Checks").

A criterion is taken for measurable unless it is plainly not: a figure, a comparison, or what happens to what, is enough.
The words are English; what looks like another language is not judged.
"""

from __future__ import annotations

import re

from . import text


def _words(*patterns: str) -> re.Pattern[str]:
    """What finds any of these as whole words; each text holds several, with `|` between them."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])", re.IGNORECASE)


#: Words that stand for a judgement.
_JUDGEMENT = _words(
    "better|improved?|faster|fast(?=$|,| and| enough)|quick(?! start)|quick(?:er|ly)|good|great|excellent|awesome",
    "nice|easy|easier|simple|simpler|cleaner|clean code|robust|user-friendly|intuitive|efficient(?:ly)?|scalable",
    "reasonable|reasonably|appropriate(?:ly)?|proper(?:ly)?|(?<!as )well|sufficient(?:ly)?|adequate(?:ly)?",
    "satisfied with|happy(?! path)|seamless(?:ly)?|smoothly|optimal(?:ly)?|convenient|pleasant|elegant|beautiful",
    "state-of-the-art|high-quality|best practices?|as expected|as intended|as desired|etc(?!/)",
)

#: What says against what, or how many: then it can be counted or compared.
_COMPARED = _words("than", "compared (?:to|with)", "relative to", "as (?:many|much|few|fast|good|quickly|often) as")
_COUNTED = _words(
    "no|none|nothing|nobody|zero|never|without|every|each|all|any|only|both|half|twice|same|equal|identical|one|two",
    "three|four|five|six|seven|eight|nine|ten|a hundred|at least|at most|less|fewer|more|within|under|below|above",
    "up to|exactly|once",
)

_SUBJECT = r"(?:(?!(?:can|may|must|that|which|who|when|if|while|with|without|in|on|at|for|via|from|to|by|no|not|only)\b)[\w'/+-]+ ){0,5}"
_IS = r"(?:is|are|be|gets?|becomes?|remains?|stays?|has been|have been|will be)"
_DEGREE = r"(?:(?:now|fully|all|also|very|more|really|quite|completely|successfully|properly|well|again|\w+ly) )*"
_STATE = (
    r"(?:done|complete|completed|finished|implemented|ready|working|functional|functioning|operational|in place|running|handled|"
    r"improved|optimi[sz]ed|enhanced|refactored|stable|secure|fast|reliable|usable|maintainable|modern|performant|readable|"
    r"responsive|happy|satisfied|pleased|ok|okay|fine|perfect|correct|up and running|production-ready|future-proof|flexible|"
    r"extensible|smooth|acceptable|satisfactory)"
)
_HOW = r"(?: (?:correctly|properly|fine|well|again|now|too|reliably|everywhere|perfectly|flawlessly|nicely|ok|okay))*"
#: A thing of which is said no more than that it is there: `Login works`, `The cache is implemented`.
_EMPTY = re.compile(
    rf"{_SUBJECT}(?:works?|(?:functions?|runs?|performs?|behaves?)(?: (?:correctly|properly|fine|reliably))+|"
    rf"(?:feels?|looks?|seems?) [\w-]+|{_IS} {_DEGREE}{_STATE}){_HOW}",
    re.IGNORECASE,
)
#: A quality without an amount: `High availability`, `User satisfaction`.
_QUALITY = re.compile(
    r"(?:[\w-]+ ){0,3}(?:performance|quality|satisfaction|experience|usability|reliability|stability|security|maintainability|"
    r"readability|scalability|robustness|resilience|availability|flexibility|efficiency|productivity|latency|throughput|coverage|ux|dx)",
    re.IGNORECASE,
)
#: A task in the place of its outcome: `Implement caching`.
_TASK = re.compile(r"(?:implement|enhance|optimi[sz]e|refactor)(?: [\w'/+-]+){1,4}", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")

#: Words by which a text is known to be in another language that is written in the same letters.
_FOREIGN = _words(
    "der|das|und|ist|nicht|ein|eine|einen|einer|mit|wird|werden|wenn|kein|keine|alle|sind|bei|auf|von|nach|ohne|jede",
    "jeder|jedes|unter|le|les|est|avec|sont|une|sans|chaque|los|las|una|cada|todos|een|het|niet|zijn|gli|sono|senza",
    "ogni",
)


def is_vague(criterion: str) -> bool:
    """Whether a success criterion is plainly no measurable outcome: a judgement, a bare claim, a quality or a task without measure."""
    said = text.one_line(criterion).rstrip(".!").strip()
    if any(sign.isnumeric() for sign in said) or _is_foreign(said):
        return False
    if _JUDGEMENT.search(said):
        return not _COMPARED.search(said)
    if _EMPTY.fullmatch(said) or _WORD.fullmatch(said):
        return True
    return not _COUNTED.search(said) and bool(_QUALITY.fullmatch(said) or _TASK.fullmatch(said))


def _is_foreign(said: str) -> bool:
    return any(sign.isalpha() and not sign.isascii() for sign in said) or bool(_FOREIGN.search(said))
