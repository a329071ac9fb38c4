// What a change says, with the names behind its codes; as it is written while the names are on their way.

import { useQuery } from '@tanstack/react-query';
import { namesQuery } from '../api-client.ts';
import { nameCodesOf } from '../name-codes.ts';

export function useNamed(): (sentence: string) => string {
  const names = useQuery(namesQuery).data;
  return (sentence) => (names === undefined ? sentence : nameCodesOf(sentence, names));
}
