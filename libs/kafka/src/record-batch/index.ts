export { CODECS, compress, type CodecName } from './codecs.ts';
export { decodeRecordSet, type DecodedRun, type DecodeOptions } from './decode-record-set.ts';
export { encodeRecordBatch, RecordBatchBuilder, type ProducerState, type RecordToEncode } from './encode-record-batch.ts';
