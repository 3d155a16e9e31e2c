# The simulator in a container: built in one stage, run in another as a user of its own.
FROM python:3.11-slim-bookworm AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/marketsim \
    && /opt/marketsim/bin/pip install --no-cache-dir --require-hashes -r .ci/requirements-data.lock \
    && /opt/marketsim/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="marketplace-simulator" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --create-home marketsim
COPY --from=build /opt/marketsim /opt/marketsim
ENV PATH=/opt/marketsim/bin:$PATH \
    MARKETSIM_DATA=/data \
    MARKETSIM_HOST=0.0.0.0 \
    MARKETSIM_LOG=json
# By number, which a host that must not run root can check.
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 5000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5000/healthz', timeout=4)"]
CMD ["marketsim", "serve"]
