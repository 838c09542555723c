"""Build hook: the annex is read and checked once, when the wheel is made, not at each start."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilerAnnexe(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
    """Adds `forfait_cli/readers/annexe_compilee.py` to a wheel; an editable install reads the TOML."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build before it gathers the files."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from forfait_cli.readers.catalogue import load_catalogue
        from forfait_cli.readers.compilation import compiler

        self.dossier = tempfile.TemporaryDirectory()
        module = Path(self.dossier.name, "annexe_compilee.py")
        module.write_text(compiler(load_catalogue(Path(self.root, "catalogue.toml"))), encoding="utf-8")
        build_data["force_include"][str(module)] = "forfait_cli/readers/annexe_compilee.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by the build once the wheel is written."""
        if version != "editable":
            self.dossier.cleanup()
