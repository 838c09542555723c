"""What is tried in a process of its own: a test that fails, hangs or dies there harms nothing."""

import os
import resource
import select
import signal
import time
from collections.abc import Callable
from typing import NamedTuple

import pytest
from _pytest.outcomes import Skipped
from _pytest.tmpdir import tmppath_result_key


class Fin(NamedTuple):
    """How a child ended (None: it had to be killed), and what it wrote."""

    code: int | None
    ecrit: bytes


def a_part(travail: Callable[[int], bool], delai: float) -> Fin:
    """Do this in a child, which may write to a pipe; 0 if it is done and true."""
    lu, ecrit = os.pipe()
    enfant = os.fork()
    if enfant == 0:
        code = 1
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            rien = os.open(os.devnull, os.O_RDWR)
            for flux in (0, 1, 2):
                os.dup2(rien, flux)
            os.close(lu)
            code = 0 if travail(ecrit) else 1
        finally:
            os._exit(code)
    os.close(ecrit)
    contenu = bytearray()
    echeance = time.monotonic() + delai
    while (reste := echeance - time.monotonic()) > 0:
        if select.select([lu], [], [], reste)[0]:
            morceau = os.read(lu, 1 << 16)
            if not morceau:
                break
            contenu += morceau
    else:
        os.killpg(enfant, signal.SIGKILL)
    os.close(lu)
    statut = os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1])
    return Fin(None if statut == -signal.SIGKILL else statut, bytes(contenu))


def passe(test: pytest.Item, suivant: pytest.Item | None, secondes: float) -> bool:
    """Run one test, without what pytest does to tell a failure; one that takes longer ends the process."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, secondes)
    test._initrequest()  # type: ignore[attr-defined]
    test.stash[tmppath_result_key] = {"setup": True, "call": True}
    crochets = test.ihook
    try:
        crochets.pytest_runtest_setup(item=test)
        crochets.pytest_runtest_call(item=test)
        crochets.pytest_runtest_teardown(item=test, nextitem=suivant)
    except Skipped:
        crochets.pytest_runtest_teardown(item=test, nextitem=suivant)
    except BaseException:
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return True
