import type { ParamValue } from '../../records/study/description.ts';

/** Whether a config can say it and a journal can keep it: no NaN and no infinities, at any depth. */
export function isParamValue(value: unknown): value is ParamValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every(isParamValue);
}

/** One text for equal values, whatever the order of the keys in mappings. */
export function valueKey(value: ParamValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(valueKey).join(',')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${valueKey(item)}`);
  return `{${entries.sort().join(',')}}`;
}
