"""Which success criteria are pointed out as no measurable outcome, and which are not."""

from __future__ import annotations

import pytest
from work_packages.planning.criteria import is_vague

VAGUE = [
    "Login works",
    "Login works.",
    "The new search works as expected",
    "Everything works",
    "All features work correctly",
    "It works!",
    "Works well",
    "Caching is implemented",
    "The cache has been fully implemented",
    "Feature is done",
    "Migration complete and everything is finished",
    "The API is ready",
    "Errors are handled properly",
    "Timeouts are handled",
    "The system is stable",
    "Users are happy",
    "Users are satisfied with the new dashboard",
    "Pages load faster",
    "Pages load fast",
    "The UI feels snappy",
    "Better developer experience",
    "User satisfaction",
    "High availability",
    "Response time is acceptable",
    "Implement retries",
    "Refactor the payment module",
    "The code is cleaner and easier to maintain",
    "Follows best practices",
    "Scalable, robust etc.",
    "Performance",
    "Done",
]

MEASURABLE = [
    "Hit rate of at least 80%",
    "p95 under 200 ms",
    "No handler catches a bare exception",
    "The type checker passes in strict mode",
    "All tests pass",
    "Tests pass",
    "CI is green on main",
    "Every endpoint is documented",
    "A user can log in with a passkey",
    "Users can reset their password by e-mail",
    "`make test` exits with zero",
    "git status is clean after a build",
    "A clean install succeeds on Debian and macOS",
    "Search answers faster than before",
    "Login works with a passkey in Firefox and Chrome",
    "Error rate stays below that of last month",
    "The old endpoint returns Gone",
    "Backups are restored in a drill each quarter",
    "Deleted accounts leave nothing in the database",
    "The dashboard shows the error rate by region",
    "Dark mode follows the setting of the system",
    "Invoices are sent within an hour of the order",
    "An expired token is refused",
    "No loss of performance",
    "Same throughput on half the machines",
    "The build stops at the first failing test",
    "Two reviewers have approved the design",
    "Logs hold the request's identifier as well",
    "The happy path and each refusal have a test",
    "Coverage of the parser does not drop",
    "Support tickets about logins are halved",
    "README.md names every command",
    "Passwords are hashed with argon",
    "The report is signed off by finance",
    "The feature flag is removed",
    "Fast lane requests skip the queue",
    "The quick start guide runs on a new machine",
    "The acceptable use policy is linked from the sign-up page",
    "Professional accounts see the badge",
    "Search works offline",
    "The server is running on the new cluster",
]

OTHER_LANGUAGES = [
    "Die Anmeldung funktioniert mit Passkeys",
    "Alle Tests laufen durch",
    "Keine Fehler im Protokoll",
    "Die Suche ist robust gegen Ausfälle",
    "Das System ist stabil unter Last",
    "Fast alle Seiten sind unter einer Sekunde geladen",
    "Seiten laden schneller als vorher",
    "Rechnungen werden binnen einer Stunde verschickt",
    "Jede Schnittstelle ist dokumentiert",
    "Dokumentation vollständig",
    "Fertig ist, was die Abnahme besteht",
    "登录成功率达到九成",
    "所有测试通过",
    "用户可以用手机号登录",
    "検索結果が一秒以内に表示される",
    "ログインできる",
    "로그인이 됩니다",
    "Каждый запрос имеет идентификатор",
    "La connexion est possible sans mot de passe",
    "Chaque page est servie depuis le cache",
    "Todos los pedidos llegan una vez",
    "Elke pagina is getest, en het beste resultaat telt",
]


@pytest.mark.parametrize("criterion", VAGUE)
def test_no_measurable_outcome(criterion: str) -> None:
    assert is_vague(criterion)


@pytest.mark.parametrize("criterion", [*MEASURABLE, *OTHER_LANGUAGES])
def test_a_measurable_outcome(criterion: str) -> None:
    assert not is_vague(criterion)


@pytest.mark.parametrize("criterion", ["Login works", "High availability", "Pages load fast", "Implement retries"])
def test_a_figure_is_enough(criterion: str) -> None:
    assert not is_vague(f"{criterion} 99 times of 100")


@pytest.mark.parametrize("criterion", ["", " ", "-", "🙂", "a " * 5000, "is " * 5000, "works " * 5000, "{{ 7 * 7 }}", "`|`"])
def test_any_text_is_judged_in_no_time(criterion: str) -> None:
    assert is_vague(criterion) in (True, False)
