/** nodemailer, read from the disk when the first mail goes out: a start need not pay 40 ms and 10 MB for it. */
export function loadNodemailer() {
  return import("nodemailer");
}
