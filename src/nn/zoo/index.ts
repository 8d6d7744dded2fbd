import { Registry } from '../../base/registry.ts';
import type { ArchitectureEntry } from './architecture.ts';
import { lenet } from './lenet.ts';
import { mlp } from './mlp.ts';
import { resnet } from './resnet.ts';
import { vgg } from './vgg.ts';

export const architectures = new Registry<ArchitectureEntry>('architecture', [lenet, mlp, resnet, vgg]);
