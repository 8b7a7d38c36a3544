# Overtone in a container: docker build -t overtone .
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
# Installing builds, too; what only building needs goes again.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev \
    && npm uninstall --no-save --omit=dev --workspaces --include-workspace-root typescript vite lit
# Debian's ffmpeg is used, and WebAssembly.
RUN rm -rf node_modules/ffmpeg-static node_modules/@ffmpeg-installer node_modules/@tensorflow/tfjs-node

FROM node:24-bookworm-slim
# Debian's security updates come with every build: no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && install --directory --owner=node --group=node --mode=0700 /data
WORKDIR /app
# A test starts what is copied here, and nothing else.
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/model/artefacts ./model/artefacts
# What node_modules/@overtone leads to.
COPY --from=build /app/packages/discord-simulator/package.json ./packages/discord-simulator/package.json
COPY --from=build /app/packages/discord-simulator/dist ./packages/discord-simulator/dist
COPY --from=build /app/packages/sandbox/package.json ./packages/sandbox/package.json
COPY --from=build /app/packages/sandbox/dist ./packages/sandbox/dist
COPY --from=build /app/packages/sandbox/samples ./packages/sandbox/samples
ENV NODE_ENV=production \
    DATA_DIR=/data \
    FFMPEG_PATH=/usr/bin/ffmpeg \
    METRICS_PORT=9464
# Nothing but /data and /tmp is written: the rest may be read-only.
USER 1000:1000
VOLUME /data
EXPOSE 9464
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.METRICS_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/bin/main.js"]
