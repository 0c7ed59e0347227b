# Tapedeck in a container: the static programs and what comes with them, on a bare Debian.
#
#   docker build -t tapedeck .
#   docker run --rm --read-only --tmpfs /tmp -p 4567:4567 tapedeck
#
# Any other command line of tapedeck goes behind the image's name; cassettes are mounted:
#
#   docker run --rm --read-only --tmpfs /tmp -p 4567:4567 -v "$PWD/cassettes:/cassettes:ro" tapedeck \
#       replay /cassettes/first.har --listen 0.0.0.0:4567 --control 127.0.0.1:4568
FROM swift:6.2-bookworm AS build
# The suite is named above; the newest fix of each library is what is wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libsqlite3-dev pkg-config python3 binutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN scripts/package tar && mv dist/tree /tapedeck

FROM debian:bookworm-slim
# The suite is named above; the newest fix of each library is what is wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libsqlite3-0 curl \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /tapedeck/ /usr/
# Nobody: nothing here needs a name or a home, and nothing is written but below /tmp.
USER 65534:65534
ENV HOME=/tmp
WORKDIR /tmp
EXPOSE 4567
# The control port listens inside the container alone; health needs no token.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["curl", "-fsS", "http://127.0.0.1:4568/_deck/health"]
ENTRYPOINT ["tapedeck"]
CMD ["simulate", "--listen", "0.0.0.0:4567", "--control", "127.0.0.1:4568"]
