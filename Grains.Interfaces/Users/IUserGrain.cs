using Academy.Chat;
using Academy.Gamification;
using Academy.Learning;
using Academy.Streams;
using Orleans;
using Orleans.Concurrency;

namespace Academy.Users;

/// <summary>
/// The one owner of a person's stream (<c>user:{id}</c>). It hosts a core per slice, so it is also the grain behind
/// <see cref="ILearningGrain"/>, <see cref="IGamificationGrain"/> and <see cref="IPersonalChatGrain"/>. Key: organization/user.
/// </summary>
public interface IUserGrain : IGrainWithStringKey;

/// <summary>What a person's own page starts from.</summary>
[GenerateSerializer, Immutable]
public sealed record UserSnapshot(
    [property: Id(0)] LearningSnapshot Learning,
    [property: Id(1)] GameView Game,
    [property: Id(2)] PersonalChatSnapshot Chat);
