using Academy.Processes.Clients;
using Academy.Processes.Servers;
using Academy.Testing.Histories;

namespace Academy.Processes;

/// <summary>What is needed to hold everything that was said and seen against everything that is stored.</summary>
internal interface IStage
{
    Database Database { get; }

    /// <summary>What all clients did and saw.</summary>
    History History { get; }

    IReadOnlyList<Learner> Learners { get; }

    /// <summary>Streams that watch what all learners do.</summary>
    IReadOnlyList<Watcher> Instructors { get; }

    /// <summary>Everybody has a place on the board that can be read at once.</summary>
    bool IsOnBoard { get; }

    /// <summary>Lines of level Error and Critical of all processes that there were since the last reckoning.</summary>
    IEnumerable<string> Errors { get; }
}
