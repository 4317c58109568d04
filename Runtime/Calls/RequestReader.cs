using Academy.Runtime.Serialization;

namespace Academy.Runtime.Calls;

/// <summary>Makes a request of a method from the arguments that were written elsewhere.</summary>
/// <exception cref="WireFormatException">The bytes are not the method's arguments.</exception>
public delegate GrainRequest RequestReader(ref WireReader reader);

/// <summary>Where the answer of a request goes whose caller is in another process.</summary>
internal interface IAnswerSink
{
    /// <summary>The request is answered: <see cref="GrainRequest.WriteResult"/> has the result. Called once, within the
    /// grain's turn: it must not block.</summary>
    void Succeeded(GrainRequest request);

    /// <summary>The request failed. Called once, on any thread.</summary>
    void Failed(GrainRequest request, Exception exception);
}
