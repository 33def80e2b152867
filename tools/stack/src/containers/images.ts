/** The official images, in the versions that the processes have too. */
export const IMAGES = {
  kafka: 'apache/kafka:4.3.1',
  opensearch: 'opensearchproject/opensearch:3.8.0',
  s3: 'andrewgaul/s3proxy:s3proxy-4.1.0',
  registry: 'apicurio/apicurio-registry:3.3.3',
} as const;
