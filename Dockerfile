# docker build -t istio-grpc-lint . && docker run --rm -v "$PWD:/work:ro" --network=none istio-grpc-lint k8s/
# docker buildx build --platform linux/amd64,linux/arm64 .    (what is built is the same for all)
ARG NODE=22-slim
FROM --platform=$BUILDPLATFORM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --pack-destination /package

FROM node:${NODE}
COPY --from=build /package /package
RUN npm install --global --offline --ignore-scripts /package/*.tgz && rm -rf /package
# By number, so that `runAsNonRoot` can tell.
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["istio-grpc-lint"]
