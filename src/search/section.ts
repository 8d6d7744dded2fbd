import { z } from 'zod';
import { choice, isMapping } from '../base/choice.ts';
import { didYouMean } from '../base/suggest.ts';
import type { DimensionDescription, DomainDescription, ParamValue } from '../records/study/description.ts';
import { pruners } from './pruners/index.ts';
import { rangeSchema } from './range.ts';
import { samplers } from './samplers/index.ts';
import { domains } from './space/domains/index.ts';
