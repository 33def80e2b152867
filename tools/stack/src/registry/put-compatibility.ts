/** Sets BACKWARD, Confluent's default; Apicurio starts with NONE. True once the registry took it, which is also the proof that it works. */
export async function putCompatibility(url: string): Promise<boolean> {
  const response = await fetch(`${url}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'BACKWARD' }),
    signal: AbortSignal.timeout(2_000),
  });
  await response.arrayBuffer();
  return response.status === 200;
}
