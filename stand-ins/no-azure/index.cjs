'use strict';

/** Thrown where somebody would sign in to, or fetch keys from, Azure: Millwright does neither. */
class AzureNotSupported extends Error {
  constructor() {
    super('Signing in by Azure and keys of Azure Key Vault are not supported.');
    this.name = 'AzureNotSupported';
  }
}

class Refusing {
  constructor() {
    throw new AzureNotSupported();
  }
}

module.exports = {
  AzureNotSupported,
  isTokenCredential: () => false,
  ClientSecretCredential: Refusing,
  CryptographyClient: Refusing,
  DefaultAzureCredential: Refusing,
  KeyClient: Refusing,
  ManagedIdentityCredential: Refusing,
  UsernamePasswordCredential: Refusing,
};
