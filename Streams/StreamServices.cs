using Academy.Journal;
using Microsoft.Extensions.Logging;

namespace Academy.Streams;

/// <summary>What every stream of a process shares.</summary>
internal sealed record StreamServices(
    IJournal Journal,
    EventCatalog Events,
    INames Names,
    ILogger<StreamServices> Logger
);
