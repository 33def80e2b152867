import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import signer from 'aws-msk-iam-sasl-signer-js';

/**
 * Tokens for MSK IAM. One credential provider for the process: it keeps credentials until they expire, where the signer would
 * build a new chain for every connection. Times of expiry are cut to whole seconds, because the signer would put fractions
 * into the signature. MSK refuses a re-authentication under another session name, so set AWS_ROLE_SESSION_NAME with IRSA.
 */
export function mskIamTokens(region: string): () => Promise<{ value: string }> {
  const provider = fromNodeProviderChain();
  return async () => {
    const { token } = await signer.generateAuthTokenFromCredentialsProvider({
      region,
      awsCredentialsProvider: async () => {
        const { expiration, ...credentials } = await provider();
        return expiration ? { ...credentials, expiration: new Date(Math.floor(expiration.getTime() / 1000) * 1000) } : credentials;
      },
    });
    return { value: token };
  };
}
