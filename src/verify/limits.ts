/** Bytes of a receipt’s file: the bytes of the past in base64url, and copies of their fields, with room to spare. */
export const maxReceiptFileBytes = 64 * 1024 * 1024
