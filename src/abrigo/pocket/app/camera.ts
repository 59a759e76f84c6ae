// The eye: finds a QR code in the dark and without a network, and takes a photo that carries nothing but the picture.

import type { readBarcodes } from "zxing-wasm/reader";

declare const __DECODER__: string;
export type Trouble = "refused" | "none" | "busy";
type Read = typeof readBarcodes;
let reader: Promise<Read> | undefined;

/** The decoder, fetched once and from this phone ever after; a failed fetch may be tried again. */
export function warm(): Promise<Read> {
  reader ??= (async () => {
    const zxing = await import("zxing-wasm/reader");
    await zxing.prepareZXingModule({ overrides: { locateFile: () => __DECODER__ }, fireImmediately: true });
    return zxing.readBarcodes;
  })();
  reader.catch(() => (reader = undefined));
  return reader;
}

export class Eye {
  readonly video = document.createElement("video");
  private stream?: MediaStream;
  private on = false;

  constructor() {
    this.video.playsInline = this.video.muted = true;
  }

  /** Opens the camera at the back. Says what is wrong instead of throwing. */
  async open(): Promise<Trouble | undefined> {
    const wish = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    } catch (wrong) {
      const name = (wrong as DOMException).name;
      return name === "NotAllowedError" ? "refused" : name === "NotReadableError" ? "busy" : "none";
    }
    this.video.srcObject = this.stream;
    await this.video.play().catch(() => undefined);
    return undefined;
  }

  close(): void {
    this.on = false;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  get hasTorch(): boolean {
    return "torch" in (this.stream?.getVideoTracks()[0]?.getCapabilities?.() ?? {});
  }
  async torch(lit: boolean): Promise<void> {
    const wish = { advanced: [{ torch: lit } as MediaTrackConstraintSet] };
    await this.stream?.getVideoTracks()[0]?.applyConstraints(wish).catch(() => undefined);
  }

  /** Calls `seen` with every code, once for as long as it stays in sight; `half` when a code is there but torn. */
  async watch(seen: (words: string, at: number) => void, half: () => void): Promise<void> {
    this.on = true;
    const read = await warm();
    let last = "", since = 0, torn = 0, tornSince = 0;
    while (this.on) {
      const picture = this.frame(960);
      const at = performance.now();
      const found = picture
        ? await read(picture, { formats: ["QRCode"], tryHarder: true, returnErrors: true, maxNumberOfSymbols: 1 })
        : [];
      const first = found[0];
      if (!this.on) return;
      if (first?.isValid) {
        torn = 0;
        if (first.text !== last || at - since > 4000) seen(first.text, at);
        (last = first.text), (since = at);
      } else if (first) {
        // By the clock and not by pictures alone: a slow phone sees few, and its holder waits no longer for it.
        if (torn++ === 0) tornSince = at;
        if (torn >= 4 && at - tornSince > 1500) half();
      }
      if (!first && at - since > 1200) last = "";
      await new Promise((next) => setTimeout(next, 40));
    }
  }

  private frame(widest: number): ImageData | undefined {
    const { videoWidth: w, videoHeight: hh } = this.video;
    if (!w) return undefined;
    const scale = Math.min(1, widest / w);
    const canvas = new OffscreenCanvas(Math.round(w * scale), Math.round(hh * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: true })!;
    pen.drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }

  /** The picture as it stands, drawn anew: no place, no time, no serial number of the phone can be in it. */
  photo(): Promise<Blob> {
    return redraw(this.video, this.video.videoWidth, this.video.videoHeight);
  }
}

/** A picture from a file, drawn anew. */
export async function redrawn(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  return redraw(bitmap, bitmap.width, bitmap.height);
}

const WIDEST = 1024;
function redraw(source: CanvasImageSource, w: number, hh: number): Promise<Blob> {
  const scale = Math.min(1, WIDEST / Math.max(w, hh, 1));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(hh * scale)));
  canvas.getContext("2d")!.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}
