// Temporal and its worker, as `vigie doctor` finds them.

import type { Config } from '../../config.ts';
import { readLiveProcess, readSupervisor } from '../supervisor/pid-files.ts';
import { openTemporal } from './client.ts';
import { readTemporalPorts, temporalAddress } from './dev-server.ts';
import { findTemporalProgram } from './program.ts';

export type TemporalFinding = { level: 'ok' | 'remark' | 'problem'; sentence: string };

const WITHOUT =
  'Sans lui, les lectures et les commandes directes fonctionnent ; rappels et relances attendent son retour.';

export async function examineTemporal(config: Config): Promise<TemporalFinding> {
  if (config.temporalAddress !== null) return examineGiven(config, config.temporalAddress);
  const program = await findTemporalProgram();
  const ports = readTemporalPorts(config.home);
  if (readSupervisor(config.home) === null || ports === null) return sayProgram(program);
  if (!(await answers(config, temporalAddress(ports)))) {
    return {
      level: 'problem',
      sentence:
        program === null
          ? `Le serveur Temporal n’est pas encore là : son téléchargement ou sa construction est en cours, ou a échoué (vigie.log). ${WITHOUT}`
          : `Le serveur Temporal ne répond pas sur ${temporalAddress(ports)} : lisez vigie.log. ${WITHOUT}`,
    };
  }
  return examineWorker(config, `Temporal : serveur de Vigie (${temporalAddress(ports)})`);
}

async function examineGiven(config: Config, address: string): Promise<TemporalFinding> {
  if (!(await answers(config, address))) {
    return {
      level: 'problem',
      sentence: `Le serveur Temporal de TEMPORAL_ADDRESS (${address}, espace « ${config.temporalNamespace} ») ne répond pas. ${WITHOUT}`,
    };
  }
  const where = `Temporal : ${address}`;
  return readSupervisor(config.home) === null ? { level: 'ok', sentence: `${where}.` } : examineWorker(config, where);
}

function examineWorker(config: Config, where: string): TemporalFinding {
  if (readLiveProcess(config.home, 'worker') !== null)
    return { level: 'ok', sentence: `${where}, et son travailleur.` };
  return {
    level: 'problem',
    sentence: `${where} répond, mais le travailleur (worker) ne tourne pas : lisez vigie.log. ${WITHOUT}`,
  };
}

function sayProgram(program: string | null): TemporalFinding {
  return program === null
    ? {
        level: 'remark',
        sentence: `Le serveur Temporal sera téléchargé, ou construit par Go, au prochain démarrage. ${WITHOUT}`,
      }
    : { level: 'ok', sentence: `Serveur Temporal : ${program === 'temporal' ? 'celui du PATH' : program}.` };
}

async function answers({ temporalNamespace, temporalApiKey }: Config, address: string): Promise<boolean> {
  const temporal = openTemporal({ address, namespace: temporalNamespace, apiKey: temporalApiKey });
  try {
    return await temporal.isThere();
  } catch {
    // It answers, and refuses: a wrong namespace or key keeps the workflows away all the same.
    return false;
  } finally {
    await temporal.close();
  }
}
