"""The forms of a package: .tar.gz, .deb and wheel. The same tree and time give the same bytes."""
import base64
import gzip
import hashlib
import io
import pathlib
import tarfile
import time
import zipfile


def files(tree):
    """Every file below a folder as (name, bytes, mode), sorted by name."""
    return [
        (path.relative_to(tree).as_posix(), path.read_bytes(), 0o755 if path.stat().st_mode & 0o100 else 0o644)
        for path in sorted(tree.rglob("*")) if path.is_file()]


def compressed(data):
    return gzip.compress(data, 6 if len(data) > 1 << 20 else 9, mtime=0)


def tar(entries, when, prefix=""):
    """A tar archive, owned by root, each directory before what is in it."""
    held = io.BytesIO()
    made = set()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as archive:
        def add(name, data, mode, kind):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime, entry.type = len(data), mode, when, kind
            entry.uname = entry.gname = "root"
            archive.addfile(entry, io.BytesIO(data))

        for name, data, mode in entries:
            name = prefix + name
            for parent in reversed(pathlib.PurePosixPath(name).parents):
                directory = f"{prefix if prefix == './' else ''}{parent}/".replace("././", "./")
                if str(parent) != "." and directory not in made:
                    made.add(directory)
                    add(directory, b"", 0o755, tarfile.DIRTYPE)
            add(name, data, mode, tarfile.REGTYPE)
    return held.getvalue()


def write_tar(tree, out, name, when):
    path = out / f"{name}.tar.gz"
    path.write_bytes(compressed(tar(files(tree), when, f"{name}/")))
    return path


def write_deb(tree, out, version, architecture, when):
    """A Debian package; its man pages and changelog are compressed, as Debian's policy has them."""
    entries = []
    for name, data, mode in files(tree):
        if name.startswith("share/doc/tapedeck/") and name.rsplit("/", 1)[-1] in ("LICENSE", "CHANGELOG.md", "README.md"):
            continue
        if "/bash-completion/" in name:
            # It is read by a shell, not run.
            data = data.removeprefix(b"#!/bin/bash\n")
        if "/man/" in name:
            name, data = f"{name}.gz", compressed(data)
        entries.append((f"usr/{name.replace('share/zsh/site-functions', 'share/zsh/vendor-completions')}", data, mode))
    doc = "usr/share/doc/tapedeck"
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(when))
    maintainer = "Tapedeck's authors <tapedeck@localhost.localdomain>"
    changes = f"tapedeck ({version}) unstable; urgency=low\n\n  * See CHANGELOG.md of the sources.\n\n -- {maintainer}  {date}\n"
    copyright_text = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: tapedeck\n\n"
        "Files: *\nCopyright: 2026 Tapedeck's authors\nLicense: Apache-2.0\n On Debian systems, the whole text of the Apache License, "
        "Version 2.0, is in\n /usr/share/common-licenses/Apache-2.0. Licences of what is linked into the\n programs are in "
        "/usr/share/doc/tapedeck/licences.\n")
    entries += [
        (f"{doc}/changelog.gz", compressed(changes.encode()), 0o644), (f"{doc}/copyright", copyright_text.encode(), 0o644),
        # BoringSSL's and ICU's code is part of Swift's libraries, which can't be linked otherwise.
        # The project has no mail host of its own.
        ("usr/share/lintian/overrides/tapedeck", b"tapedeck: embedded-library *\ntapedeck: bogus-mail-host-in-debian-changelog *\n"
         b"tapedeck: bogus-mail-host *\n", 0o644),
    ]
    entries.sort()
    size = sum(len(data) for _, data, _ in entries) // 1024
    control = (
        f"Package: tapedeck\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: {maintainer}\n"
        f"Installed-Size: {size}\nDepends: libc6 (>= 2.36), libgcc-s1, libcurl4 (>= 7.85), libsqlite3-0\n"
        "Section: devel\nPriority: optional\n"
        "Description: records, replays and judges clients of AWS App Runner\n"
        " Tapedeck tests a client of AWS App Runner's connection operations without\n"
        " AWS: it records real exchanges, replays them, plays the service, and judges\n"
        " clients clause by clause. apprunner, the reference client, comes with it.\n")
    sums = "".join(f"{hashlib.md5(data).hexdigest()}  {name}\n" for name, data, _ in entries)
    members = [
        ("debian-binary", b"2.0\n"),
        ("control.tar.gz", compressed(tar([("control", control.encode(), 0o644), ("md5sums", sums.encode(), 0o644)], when, "./"))),
        ("data.tar.gz", compressed(tar(entries, when, "./"))),
    ]
    path = out / f"tapedeck_{version}_{architecture}.deb"
    with path.open("wb") as file:
        file.write(b"!<arch>\n")
        for name, data in members:
            file.write(f"{name:<16}{when:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode())
            file.write(data + (b"\n" if len(data) % 2 else b""))
    return path


def write_wheel(tree, out, version, platform, when, plugin, readme):
    """A wheel: the programs go to bin of the environment, the rest to its share, where the programs look for it."""
    info, data_folder = f"tapedeck-{version}.dist-info", f"tapedeck-{version}.data"
    entries = [("pytest_tapedeck.py", plugin, 0o644)]
    for name, data, mode in files(tree):
        place = f"{data_folder}/scripts/{name[4:]}" if name.startswith("bin/") else f"{data_folder}/data/{name}"
        entries.append((place, data, mode))
    metadata = (
        f"Metadata-Version: 2.1\nName: tapedeck\nVersion: {version}\nLicense: Apache-2.0\nRequires-Python: >=3.9\n"
        "Summary: Records, replays and judges clients of AWS App Runner's connection operations; with a pytest plugin.\n"
        "Classifier: Framework :: Pytest\nProvides-Extra: pytest\nRequires-Dist: pytest>=8; extra == 'pytest'\n"
        f"Description-Content-Type: text/markdown\n\n{readme}")
    entries += [
        (f"{info}/METADATA", metadata.encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: tapedeck\nRoot-Is-Purelib: false\nTag: py3-none-{platform}\n".encode(), 0o644),
        (f"{info}/entry_points.txt", b"[pytest11]\npytest_tapedeck = pytest_tapedeck\n", 0o644),
    ]
    record = ""
    for name, data, _ in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    entries.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    path = out / f"tapedeck-{version}-py3-none-{platform}.whl"
    stamp = time.gmtime(max(when, 315532800))[:6]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data, mode in entries:
            entry = zipfile.ZipInfo(name, stamp)
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, compresslevel=6)
    return path
