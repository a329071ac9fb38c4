// CRA: entered, submitted, validated, corrected.
import { enterTime } from './enter-time.ts';

export const CRA_COMMANDS = [enterTime] as const;
