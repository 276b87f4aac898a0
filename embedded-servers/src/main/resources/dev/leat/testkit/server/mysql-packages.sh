#!/usr/bin/env bash
# Unpacks a MySQL server from Debian's packages into a folder of its own, on any Debian-family machine: no container, no
# root, nothing of the system's apt or dpkg changed. The server's licence is GPLv2: for tests only.
#
#   mysql-packages.sh FOLDER SUITE
#
# The packages come from the mirror that the machine's own apt sources name, else from deb.debian.org, checked against
# Debian's keyring. FOLDER/usr then has the server with every library it needs, the C library included, so that the
# machine's own ones do not matter; FOLDER/packages has the name and version of each package, FOLDER/version the server's.
set -euo pipefail
folder=$1 suite=$2
apt=$folder/apt
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

die() { echo "mysql-packages: $*" >&2; exit 1; }

for tool in apt-get apt-cache dpkg dpkg-deb; do
  command -v $tool >/dev/null || die "no $tool: this is no Debian-family machine"
done
mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc,debs}
cd "$apt"

# networks fail for a moment: mirrors answer with half a file while they are synchronised
persistently() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    echo "mysql-packages: attempt $attempt failed: $*"
    sleep $((attempt * 5))
  done
  return 1
}

if [ ! -e $keyring ]; then # Ubuntu has it as a package, signed by Ubuntu
  persistently apt-get download debian-archive-keyring || die "cannot have Debian's keys: install debian-archive-keyring"
  dpkg-deb -x debian-archive-keyring_*.deb "$apt/keys"
  keyring=$apt/keys$keyring
fi

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
  grep -v security | grep -E '/debian/?$' | head -n 1 || true)
echo "deb [signed-by=$keyring] ${mirror:-http://deb.debian.org/debian} $suite main" > "$apt/sources.list"
: > "$apt/status"
# -c is read after the system's apt.conf.d: it switches off that one's hooks too, which touch system files
cat > "$apt/apt.conf" <<C
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::State::extended_states "$apt/extended_states";
Dir::Cache "$apt/cache";
Dir::Cache::archives "$apt/cache/archives";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/etc";
Dir::Etc::preferences "$apt/etc/none";
Dir::Etc::preferencesparts "$apt/etc";
APT::Sandbox::User "$(id -un)";
APT::Install-Recommends "0";
APT::Architecture "$(dpkg --print-architecture)";
APT::Update::Error-Mode "any";
Debug::NoLocking "1";
Acquire::Languages "none";
Acquire::Retries "3";
quiet "1";
C

persistently apt-get -c "$apt/apt.conf" update || die "cannot read the package lists of $suite"

# every strong dependency, its first alternative; not what only maintainer scripts need, which do not run
packages=$(apt-cache -c "$apt/apt.conf" depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances mysql-server-core mysql-client-core |
  grep -E '^[a-z0-9]' |
  grep -vE '^(perl|perl-base|perl-modules.*|libperl.*|adduser|passwd|login.*|debconf.*|cdebconf.*|dpkg|tar|psmisc)$' |
  grep -vE '^(init-system-helpers|libpam.*|util-linux.*|base-files|mawk|gawk|sensible-utils|libdb.*|libgdbm.*)$' |
  grep -vE '^(libselinux1|libsemanage.*|libaudit.*|libcap-ng0|shadow.*)$' | sort -u)
grep -qx mysql-server-core <<<"$packages" ||
  die "$suite has no mysql-server-core for $(dpkg --print-architecture)"

cd "$apt/debs"
# what an attempt has brought is kept for the next one
persistently apt-get -c "$apt/apt.conf" download $packages || die "cannot download the packages of $suite"
for deb in ./*.deb; do
  dpkg-deb -x "$deb" "$folder"
  echo "$(dpkg-deb -f "$deb" Package) $(dpkg-deb -f "$deb" Version)" >> "$folder/packages"
done
dpkg-deb -f mysql-server-core_*.deb Version > "$folder/version"
cd "$folder"
rm -rf "$apt"
