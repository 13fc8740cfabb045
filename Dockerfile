# docker build -t istio-grpc-lint . && docker run --rm -v "$PWD:/work:ro" istio-grpc-lint k8s/
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack --pack-destination /package

FROM node:22-slim
COPY --from=build /package /package
RUN npm install --global --offline --ignore-scripts /package/*.tgz && rm -rf /package
USER node
WORKDIR /work
ENTRYPOINT ["istio-grpc-lint"]
