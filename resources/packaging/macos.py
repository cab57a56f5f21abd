"""The disk image for macOS, signed and notarised where the secrets for that are at hand."""

from __future__ import annotations

import os
from pathlib import Path

from project import DIST, HERE, TITLE, WORK, run, version


def dmg(application: Path) -> Path:
    """A disk image with the application and a link to the folder where it belongs.

    Signed by the identity that MACOS_IDENTITY names, notarised by the keychain profile that MACOS_NOTARY_PROFILE names;
    without them macOS asks the person whether to open it.

    Args:
        application: The bundle.
    """
    identity, profile = os.environ.get("MACOS_IDENTITY"), os.environ.get("MACOS_NOTARY_PROFILE")
    if identity:
        rights = HERE / "macos" / "entitlements.plist"
        signing = ["codesign", "--deep", "--force", "--timestamp", "--options", "runtime"]
        run(*signing, "--entitlements", rights, "--sign", identity, application)
    settings = WORK / "dmg.py"
    settings.write_text(
        f"files = [{str(application)!r}]\nsymlinks = {{'Applications': '/Applications'}}\nformat = 'ULMO'\n"
        f"icon_locations = {{{application.name!r}: (140, 120), 'Applications': (380, 120)}}\n",
        encoding="utf-8",
    )
    target = DIST / f"ReconDesktop-{version()}-{os.uname().machine}.dmg"
    run("dmgbuild", "-s", settings, TITLE, target)
    if identity and profile:
        run("xcrun", "notarytool", "submit", target, "--keychain-profile", profile, "--wait")
        run("xcrun", "stapler", "staple", target)
    return target
