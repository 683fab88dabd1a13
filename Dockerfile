# One image for every service of docker-compose.yml: Airflow, dbt, Great Expectations and `zow`, from requirements.lock.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install "$(grep -o '^uv==[^ ;]*' requirements.lock)" \
 && /opt/venv/bin/uv pip sync --python /opt/venv/bin/python --require-hashes requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY include include
COPY dags dags
COPY dbt_project dbt_project
COPY expectations expectations
RUN /opt/venv/bin/uv pip install --python /opt/venv/bin/python --no-deps --no-build-isolation --editable . \
 && python -m compileall -q include dags

FROM python:3.11-slim-bookworm
# whoever delivers files into landing on the host decides which user must be able to empty it
ARG ZOW_UID=10001
# recorded with every publication; there is no git checkout in the image
ARG ZOW_GIT_COMMIT=onbekend
RUN useradd --uid "${ZOW_UID}" --gid 0 --home-dir /data/airflow --no-create-home --shell /usr/sbin/nologin zow \
 && mkdir -p /data/landing && chown -R "${ZOW_UID}:0" /data && chmod -R g=u /data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TZ=Europe/Amsterdam \
    ZOW_HOME=/data \
    ZOW_PROJECT_ROOT=/app \
    ZOW_GIT_COMMIT=${ZOW_GIT_COMMIT} \
    AIRFLOW_HOME=/data/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/app/dags \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    GX_ANALYTICS_ENABLED=false \
    DO_NOT_TRACK=1
WORKDIR /app
USER zow
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=5 \
    CMD ["python", "-m", "zow.orchestrate.healthy", "http://127.0.0.1:8080/api/v2/monitor/health"]
CMD ["airflow", "api-server", "--host", "0.0.0.0", "--port", "8080"]
