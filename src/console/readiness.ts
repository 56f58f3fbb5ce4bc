/** What `/readyz` tells. */
export interface Readiness {
  database: boolean;
  redis: boolean;
  migrations: boolean;
  channels: Record<string, { ready: boolean }>;
}
