using System.Buffers;
using System.IO.Pipelines;

namespace Academy.Runtime.Clustering.Transport;

/// <summary>How a frame fared that was to be sent.</summary>
internal enum Sent
{
    /// <summary>It is on its way.</summary>
    Accepted,

    /// <summary>The peer reads too slowly: it was not sent.</summary>
    Full,

    /// <summary>The connection has ended: it was not sent.</summary>
    Closed,
}

/// <summary>
/// The way of frames into a connection, from any thread. A frame goes straight into the transport's pipe; while the pipe is full
/// frames gather here, up to a limit, and follow together.
/// </summary>
internal sealed class SendQueue(PipeWriter output, int limit)
{
    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _gathered = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private Task _draining = Task.CompletedTask;
    private bool _flushing;
    private bool _closed;
    private long _bytes;

    /// <summary>All that was accepted so far.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What waits for a peer that reads slowly.</summary>
    internal int Waiting => _gathered.WrittenCount + _leaving.WrittenCount;

    /// <summary>Sends a whole frame. Answers have to be sent and so may take up twice the room that questions may.</summary>
    internal Sent Send(ReadOnlySpan<byte> frame, bool isQuestion)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Sent.Closed;
            }

            if (_flushing)
            {
                if (Waiting > (isQuestion ? limit : 2L * limit))
                {
                    return Sent.Full;
                }

                _gathered.Write(frame);
            }
            else
            {
                Write(frame);
            }

            _bytes += frame.Length;
            return Sent.Accepted;
        }
    }

    /// <summary>Takes nothing more: the pipe is about to end.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Takes nothing more and waits until all that was accepted has been handed to the transport.</summary>
    internal async Task FinishAsync()
    {
        Task draining;
        lock (_gate)
        {
            _closed = true;
            draining = _draining;
        }

        await draining;
    }

    private void Write(ReadOnlySpan<byte> frame)
    {
        try
        {
            output.Write(frame);
            Flush();
        }
        catch (Exception)
        {
            // The connection breaks, and its reader says so. Some of the frame may have gone: it counts as sent.
            _closed = true;
        }
    }

    private void Flush()
    {
        var flush = output.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _closed |= flush.Result.IsCompleted;
        }
        else
        {
            _flushing = true;
            _draining = DrainAsync(flush.AsTask());
        }
    }

    /// <summary>Sends what gathers while the pipe is full, until nothing does any more.</summary>
    private async Task DrainAsync(Task<FlushResult> flush)
    {
        try
        {
            while (!(await flush.ConfigureAwait(false)).IsCompleted)
            {
                if (!TakeGathered())
                {
                    return;
                }

                output.Write(_leaving.WrittenSpan);
                flush = output.FlushAsync().AsTask();
            }
        }
        catch (Exception)
        {
            // The connection is broken, and its reader says so: what is left has nowhere to go.
        }

        lock (_gate)
        {
            _closed = true;
        }
    }

    private bool TakeGathered()
    {
        lock (_gate)
        {
            // Large buffers are not kept: a slow peer must not cost memory for ever.
            var emptied = _leaving.Capacity > 256 * 1024 ? new ArrayBufferWriter<byte>() : _leaving;
            emptied.ResetWrittenCount();
            (_gathered, _leaving) = (emptied, _gathered);
            return _flushing = _leaving.WrittenCount > 0;
        }
    }
}
