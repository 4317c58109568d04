namespace Academy.Streams;

/// <summary>State that is a fold of its stream's events. Pure: no clock, chance, id generator or service.</summary>
public interface ICore
{
    /// <summary>Takes up one event; never refuses, because it has happened.</summary>
    void Apply(object body, long seq, DateTimeOffset at);
}

/// <summary>A core that is copied cheaply; others are copied by writing them out and reading them in.</summary>
public interface ICopiedCore<out TCore>
{
    /// <summary>A core of the same state, which goes its own way from here on.</summary>
    TCore Copy();
}
