import type { OnnxCase } from './onnx-case.ts';

/** Operators that we do not have, with the reason. */
const operators: ReadonlyMap<string, string> = new Map([
  ...reason('there is no such operation here', [
    ...['AffineGrid', 'GridSample', 'Resize', 'ConvTranspose', 'HardSwish', 'Gelu', 'Elu'],
    ...['GroupNormalization', 'InstanceNormalization', 'LayerNormalization'],
  ]),
  ...reason('the logarithm of softmax is a part of the cross-entropy here, not an operation', [
    ...['LogSoftmax', 'NegativeLogLikelihoodLoss'],
  ]),
]);

/** Single cases of operators that we have, with the reason. */
const cases: ReadonlyMap<string, string> = new Map([
  ...reason('pooling is over images here, two-dimensional', [
    ...['averagepool_1d_default', 'averagepool_3d_default', 'averagepool_3d_dilations_small'],
    'averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_False',
    'averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True',
    'averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False',
    'averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True',
    ...['maxpool_1d_default', 'maxpool_3d_default', 'maxpool_3d_dilations'],
    ...['maxpool_3d_dilations_use_ref_impl', 'maxpool_3d_dilations_use_ref_impl_large'],
  ]),
  ...reason('a product is of two matrices here', [
    ...['matmul_1d_1d', 'matmul_1d_3d', 'matmul_3d', 'matmul_4d', 'matmul_4d_1d', 'matmul_bcast'],
  ]),
  ...reason("the expected mask comes from NumPy's generator", [
    ...['training_dropout', 'training_dropout_default', 'training_dropout_default_mask', 'training_dropout_mask'],
  ]),
  ...reason('the cross-entropy has no class weights and no ignored class here', [
    ...['sce_mean_weight', 'sce_mean_weight_log_prob', 'sce_mean_weight_ii', 'sce_mean_weight_ii_log_prob'],
    ...['sce_mean_no_weight_ii', 'sce_mean_no_weight_ii_log_prob'],
  ]),
  ...reason('the cross-entropy is the mean over the rows here, not each or their sum', [
    ...['sce_none', 'sce_none_log_prob', 'sce_none_weights', 'sce_none_weights_log_prob', 'sce_sum', 'sce_sum_log_prob'],
    ...['sce_NCd1d2d3_sum_weight_high_ii', 'sce_NCd1d2d3_sum_weight_high_ii_log_prob'],
  ]),
  ...reason('the cross-entropy is over rows of classes here, without further dimensions', [
    ...['sce_mean_3d', 'sce_mean_3d_log_prob', 'sce_mean_no_weight_ii_3d', 'sce_mean_no_weight_ii_3d_log_prob'],
    ...['sce_mean_no_weight_ii_4d', 'sce_mean_no_weight_ii_4d_log_prob', 'sce_mean_weight_ii_3d'],
    ...['sce_mean_weight_ii_3d_log_prob', 'sce_mean_weight_ii_4d', 'sce_mean_weight_ii_4d_log_prob'],
    ...['sce_NCd1_mean_weight_negative_ii', 'sce_NCd1_mean_weight_negative_ii_log_prob'],
    ...['sce_NCd1d2d3_none_no_weight_negative_ii', 'sce_NCd1d2d3_none_no_weight_negative_ii_log_prob'],
    ...['sce_NCd1d2d3d4d5_mean_weight', 'sce_NCd1d2d3d4d5_mean_weight_log_prob'],
    ...['sce_NCd1d2d3d4d5_none_no_weight', 'sce_NCd1d2d3d4d5_none_no_weight_log_prob'],
  ]),
]);

/** Second outputs of operators that we have, which the cases that ask for them go without. */
export const outputsLeftOut: ReadonlyMap<string, string> = new Map([
  ['Dropout', 'the mask is drawn again on the way back, never kept'],
  ['MaxPool', 'the indices of the winners are found again on the way back, never kept'],
  ['SoftmaxCrossEntropyLoss', 'the log-probabilities are not a result'],
]);

/** Cases whose inputs and outputs were written down rounded, with one unit of their last decimal. */
export const roundedCases: ReadonlyMap<string, number> = new Map([
  // x is [[0.8580, 0.0786], [0.2692, 0.1537]], ..., the expected means are 0.1511, ...; that of x as written is 0.15106.
  ['test_averagepool_2d_ceil_last_window_starts_on_pad', 1e-4],
]);

/** Why a case is not run, or undefined when it has to be. */
export function reasonToLeaveOut({ name, operator }: Pick<OnnxCase, 'name' | 'operator'>): string | undefined {
  return operators.get(operator) ?? cases.get(name.replace(/^test_/, ''));
}

function reason(text: string, names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, text]);
}
