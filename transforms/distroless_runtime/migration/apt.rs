//! Which packages of Debian a container needs when it runs, and which only helped to build it.

use super::layout::Layout;
use super::requirements::AskedDistribution;

/// What builds, fetches or looks after; no service needs it unless it starts it, which its sources show.
const TOOLS: &str = "apt-transport-https apt-utils autoconf automake bash binutils bison build-essential bzip2 ca-certificates cargo clang cmake cpp curl \
    dirmngr dpkg-dev dumb-init file flex g++ gcc gcc-12 gfortran git git-core gnupg gnupg2 gpg htop iproute2 iputils-ping jq less libtool lsb-release \
    lsof m4 make meson mime-support nano net-tools netbase netcat netcat-openbsd netcat-traditional ninja-build openssh-client openssl patch pkg-config \
    pkgconf procps rsync rustc software-properties-common strace sudo swig tini tzdata unzip vim vim-tiny wget xz-utils zip";

/// Libraries that the runtime image has itself.
const LIBRARIES: &str = "gcc-12-base libbz2-1.0 libc6 libcom-err2 libcrypt1 libdb5.3 libexpat1 libffi8 libgcc-s1 libgomp1 libgssapi-krb5-2 libk5crypto3 \
    libkeyutils1 libkrb5-3 liblzma5 libncursesw6 libnsl2 libreadline8 libsqlite3-0 libssl3 libstdc++6 libtinfo6 libtirpc3 libuuid1 zlib1g";

/// Headers of libraries that the runtime image has itself.
const HEADERS: &str = "libbz2-dev libc6-dev libc-dev libcrypt-dev libexpat1-dev libffi-dev libgcc-12-dev liblzma-dev libncurses-dev libncurses5-dev \
    libncursesw5-dev libreadline-dev libsqlite3-dev libssl-dev libstdc++-12-dev linux-libc-dev musl-dev python-dev python3-dev python3-pip \
    python3-setuptools python3-venv python3-wheel uuid-dev zlib1g-dev";

/// Headers of other libraries, and the distributions for whose sake they are installed although a wheel brings its own copy.
const BUNDLED: [(&str, &str); 17] = [
    (
        "default-libmysqlclient-dev",
        "aiomysql asyncmy mysql-connector-python pymysql",
    ),
    ("libblas-dev", "numpy pandas scikit-learn scipy"),
    ("libcurl4-openssl-dev", "pycurl"),
    ("libfreetype6-dev", "matplotlib pillow reportlab"),
    ("libgeos-dev", "geopandas shapely"),
    ("libhdf5-dev", "h5py tables"),
    ("libjpeg-dev", "pillow"),
    ("libjpeg62-turbo-dev", "pillow"),
    ("liblapack-dev", "numpy pandas scikit-learn scipy"),
    ("libopenblas-dev", "numpy pandas scikit-learn scipy"),
    ("libpng-dev", "matplotlib pillow"),
    ("libpq-dev", "asyncpg psycopg-binary psycopg2-binary psycopg[binary]"),
    ("librdkafka-dev", "confluent-kafka"),
    ("libxml2-dev", "lxml"),
    ("libxslt1-dev", "lxml"),
    ("libyaml-dev", "pyyaml"),
    ("libzmq3-dev", "pyzmq"),
];

/// Adds a reason for every package that the service may need when it runs and no distroless image has.
pub(super) fn check(layout: &Layout, asked: &[AskedDistribution], reasons: &mut Vec<String>) {
    for (package, line) in &layout.apt {
        let lists = |list: &str| list.split_ascii_whitespace().any(|one| one == package);
        if lists(TOOLS) || lists(LIBRARIES) || lists(HEADERS) {
            continue;
        }
        let bundled = BUNDLED.iter().find(|(name, _)| name == package);
        let is_explained = bundled.is_some_and(|(_, distributions)| {
            let mut names = distributions.split_ascii_whitespace();
            names.any(|name| asked.iter().any(|one| one.is(name)))
        });
        if is_explained {
            continue;
        }
        reasons.push(match package.ends_with("-dev") {
            true => format!(
                "{line} installs {package}, so something may be built against a library that no distroless image has"
            ),
            false => format!(
                "{line} installs {package}, which the service may need when it runs and no distroless image has"
            ),
        });
    }
}
