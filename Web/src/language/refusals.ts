import { i18n, type MessageDescriptor } from '@lingui/core'
import { msg, t } from '@lingui/core/macro'

/*
 * What is refused, in the person's language: by its code (docs/errors.md), and at a field by the server's sentence,
 * which has no code. A code that is not here is one of a later server: its own sentence is shown.
 */
const sentences: Record<string, MessageDescriptor> = {
  'client.unreachable': msg`The academy cannot be reached. Check your connection and try again.`,
  'client.aborted': msg`Cancelled.`,
  'client.error': msg`Something went wrong on this page. Try again.`,

  'request.malformed': msg`This request could not be read. Reload the page and try again.`,
  'request.malformed-json': msg`This request could not be read. Reload the page and try again.`,
  'request.validation': msg`Look at the marked fields.`,
  'request.forbidden': msg`Your account may not do this.`,
  'request.origin-not-allowed': msg`This page may not connect to the academy.`,
  'request.not-found': msg`This does not exist, or you may not see it.`,
  'request.method-not-allowed': msg`This cannot be done here.`,
  'request.timeout': msg`The connection is too slow for this. Try again.`,
  'request.too-large': msg`This is too large. A file may have 10 MB.`,
  'request.unsupported-media-type': msg`The academy does not take this kind of content.`,
  'request.key-reused': msg`This was sent before with other content. Reload the page and try again.`,
  'request.headers-too-large': msg`This request could not be read. Reload the page and try again.`,
  'request.outcome-unknown': msg`The academy took too long to answer. See whether it was done before you try again.`,
  'rate-limit.exceeded': msg`That was a lot at once. Try again in a moment.`,
  'service.error': msg`Something went wrong on our side. Try again.`,
  'service.unavailable': msg`The academy is not available right now. Nothing was changed; try again in a moment.`,
  'service.timeout': msg`The academy took too long to answer. Try again: nothing counts twice.`,
  'service.overloaded': msg`The academy is very busy. Nothing was changed; try again in a moment.`,

  'auth.token-missing': msg`Log in to continue.`,
  'auth.token-invalid': msg`Your session has ended. Log in again.`,
  'auth.email-taken': msg`There is already an account with this e-mail. Log in instead.`,
  'auth.wrong-credentials': msg`That e-mail and password do not match.`,
  'auth.code-required': msg`Enter the code from your authenticator app.`,
  'auth.refresh-token-invalid': msg`Your session has ended. Log in again.`,
  'auth.refresh-token-reused': msg`Your session was ended to keep your account safe. Log in again.`,
  'auth.cookie-needs-https': msg`Open the academy by its https address to log in.`,
  'accounts.wrong-password': msg`The password is wrong.`,
  'accounts.erased': msg`This account was deleted. Create a new one.`,
  'accounts.not-found': msg`This account does not exist.`,
  'accounts.still-needed': msg`Somebody else has to take over first what only this person does.`,
  'accounts.flag-not-found': msg`This was dealt with already.`,

  'catalog.course-not-found': msg`This course does not exist, or is not published.`,
  'catalog.module-not-found': msg`This module is not in the course any more.`,
  'catalog.not-your-course': msg`Only the course’s instructor may change it.`,
  'catalog.instructors-only': msg`Only instructors create courses.`,
  'catalog.link-invalid': msg`Enter an address that begins with http:// or https://.`,
  'catalog.not-a-teacher': msg`Choose an instructor or an administrator of your organization.`,
  'catalog.course-full': msg`This course has as many modules or lessons as it may have.`,
  'progress.enrollment-not-found': msg`You are not enrolled in this course.`,
  'progress.enrollment-ended': msg`You have left this course. Enroll again to go on where you were.`,
  'progress.module-not-found': msg`This module is not in the course any more.`,
  'progress.lesson-not-found': msg`This lesson is not in the course any more.`,
  'progress.not-found': msg`There is no such progress.`,
  'progress.lessons-remaining': msg`Some lessons of this module remain. Complete them, and the module completes itself.`,
  'progress.cannot-reopen': msg`A completed module stays completed.`,
  'progress.too-many-enrollments': msg`You are in as many courses as one person may be.`,
  'gamification.leaderboard-not-found': msg`There is no such leaderboard.`,

  'chat.room-not-found': msg`This conversation does not exist, or you are not a member of it.`,
  'chat.message-not-found': msg`This message is not there any more.`,
  'chat.attachment-not-found': msg`A file of it is not there any more. Attach it again.`,
  'chat.attachment-type': msg`Files of this kind cannot be sent here, or the file is not what its name says.`,
  'chat.attachment-empty': msg`The file is empty.`,
  'pictures.not-found': msg`This picture is not there any more.`,
  'pictures.not-taken': msg`Choose a picture in the format PNG, JPEG, WebP or GIF.`,
  'pictures.unreadable': msg`The picture is damaged or cut off. Choose another one.`,
  'pictures.too-many-pixels': msg`The picture is too large: at most 40 million pixels.`,
  'pictures.too-slow': msg`This picture takes too long to open. Save it anew, or choose another one.`,
  'pictures.busy': msg`Many pictures are being prepared right now. Try again in a moment.`,
  'chat.attachment-quota': msg`Your files take up all the space that one person has.`,
  'chat.link-invalid': msg`This link has expired. Open the file again.`,
  'chat.person-not-found': msg`This person is not in your organization.`,
  'chat.member-not-found': msg`This person is not in the conversation any more.`,
  'chat.moderators-only': msg`Only moderators of this conversation may do this.`,
  'chat.not-your-message': msg`Only its author may do this.`,
  'chat.members-fixed': msg`Nobody is added to this conversation or removed from it by hand.`,
  'chat.not-in-direct-rooms': msg`A conversation of two does not have this.`,
  'chat.owner-stays': msg`A group needs an owner. Make somebody else the owner first.`,
  'chat.higher-role': msg`You may not do this to somebody whose role is not below yours.`,
  'chat.not-with-yourself': msg`Choose somebody else than yourself.`,
  'chat.too-many-members': msg`That would be more members than a conversation may have.`,
  'chat.too-many-rooms': msg`You have created as many groups as one person may.`,
  'chat.body-length': msg`A message has 1 to 4,000 characters.`,
  'chat.title-length': msg`Enter a name of 1 to 100 characters.`,
  'chat.reason-length': msg`Enter a reason of 1 to 500 characters.`,
  'chat.text-invalid': msg`It has characters that cannot be kept.`,
  'chat.emoji-invalid': msg`A reaction is one emoji.`,
  'chat.settings-invalid': msg`These settings are outside their limits.`,
  'chat.end-in-past': msg`Choose an end that is still to come.`,
  'chat.too-many-attachments': msg`A message has at most 10 files.`,
  'chat.too-many-mentions': msg`A message mentions at most 50 people.`,
  'chat.too-many-reactions': msg`This message has all the kinds of reaction it can have.`,
  'chat.too-many-pins': msg`As many messages are pinned here as may be. Unpin one first.`,
  'chat.too-many-reports': msg`As many reports wait for a moderator as may wait. Try again later.`,
  'chat.too-many-bans': msg`As many people are banned here as may be. Lift a ban first.`,
  'chat.report-not-found': msg`This report was dealt with already.`,
  'chat.blocked-word': msg`It has a word that is not allowed here.`,
  'chat.muted': msg`You may read here, but not write.`,
  'chat.slow-mode': msg`Slow mode is on here: a message now and then.`,
  'chat.written-too-much': msg`You have written as much as one person may in a day. Go on tomorrow.`,
  'chat.rate-limited': msg`That was a lot at once. It goes on in a moment.`,

  'ops.grain-not-found': msg`There is no such grain, or it belongs to another organization.`,
  'ops.outbox-row-not-found': msg`There is no such row, or it belongs to another organization.`,
  'stream.not-found': msg`This does not exist, or you may not see it.`,
  'stream.offset-gone': msg`What was kept is out of date. Reload the page.`,
  'stream.too-many-reads': msg`The academy is open in too many places at once. Close some of them.`,
}

const byStatus: Record<number, MessageDescriptor> = {
  401: msg`Log in to continue.`,
  403: msg`Your account may not do this.`,
  404: msg`This does not exist, or you may not see it.`,
  429: msg`That was a lot at once. Try again in a moment.`,
  503: msg`The academy is very busy. Try again in a moment.`,
}

const said = (descriptor: MessageDescriptor | undefined): string | undefined => descriptor && i18n._(descriptor)

/** What a person is told about a code; undefined: one that is not known here. */
export const sentenceOf = (code: string): string | undefined =>
  said(Object.hasOwn(sentences, code) ? sentences[code] : undefined)

export const sentenceOfStatus = (status: number): string | undefined => said(byStatus[status])

export function generalSentence(status: number): string {
  return status >= 500 ? t`Something went wrong on our side. Try again.` : t`This could not be done.`
}

/** What the server says at a field (Api/Requests), and what a person is told. */
const faults: [RegExp, (found: string[]) => string][] = [
  [/^It must have 1 to ([\d,]+) characters\.$/, ([max]) => t`Enter at most ${max!} characters.`],
  [/^It must have ([\d,]+) to ([\d,]+) characters\.$/, ([min, max]) => t`Enter ${min!} to ${max!} characters.`],
  [/^It must have at most ([\d,]+) characters\.$/, ([max]) => t`Enter at most ${max!} characters.`],
  [/^It must be an e-mail address\.$/, () => t`Enter an e-mail address.`],
  [
    /^It must be a whole number from ([\d,]+) to ([\d,]+)\.$/,
    ([min, max]) => t`Enter a whole number from ${min!} to ${max!}.`,
  ],
  [/^It must be a list of at most ([\d,]+)\.$/, ([max]) => t`Choose at most ${max!}.`],
  [/^Each must have 1 to ([\d,]+) characters/, ([max]) => t`Each may have at most ${max!} characters.`],
  [/control characters|valid Unicode|visible character/, () => t`Leave out characters that cannot be seen.`],
  [/^It is required\.$|^It must be a text\.$/, () => t`Fill in this field.`],
]

/** In the person's language where it is known, else as the server said it. */
export function faultOf(sentence: string): string {
  for (const [pattern, say] of faults) {
    const found = pattern.exec(sentence)
    if (found) return say(found.slice(1))
  }
  return sentence
}
