"""Makes golden.json: values of the features by other code than ours, librosa, scipy and Praat, in double precision.

    python3 -m venv VENV && VENV/bin/pip install librosa==0.11.0 praat-parselmouth==0.4.7 && VENV/bin/python make_golden.py

The signal is a formula, which test/unit/features/synthetic-voice.ts repeats. Nothing here is imported from the bot.
"""
import json
import pathlib

import librosa
import numpy as np
import parselmouth
from scipy import signal as sps
from scipy.fft import dct

RATE, WINDOW, HOP, FFT, FLOOR = 16000, 640, 256, 1024, 1e-9


def voice():
    """Two glides of a pulse train through three formants, with silence before, between and after."""
    n = 2 * RATE
    t = np.arange(n) / RATE
    hz = 140 + 60 * np.sin(2 * np.pi * 0.9 * t)
    phase = np.cumsum(hz) / RATE
    source = sum(np.sin(2 * np.pi * h * phase) / h for h in range(1, 21))
    loud = 0.05 * np.sin(np.pi * np.clip((t - 0.2) / 0.7, 0, 1)) + 0.08 * np.sin(np.pi * np.clip((t - 1.0) / 0.8, 0, 1))
    x = source * loud
    for centre, width in ((600, 90), (1300, 120), (2600, 160)):
        r = np.exp(-np.pi * width / RATE)
        a = [1, -2 * r * np.cos(2 * np.pi * centre / RATE), r * r]
        x = sps.lfilter([sum(a)], a, x)
    return x.astype(np.float32)


def trim(x):
    power = librosa.feature.rms(y=x, frame_length=WINDOW, hop_length=HOP, pad_mode='constant')[0] ** 2 + 1e-10
    loud = np.flatnonzero(power > power.max() * 10**-3.5)
    return x[max(0, (loud[0] - 5) * HOP):min(len(x), (loud[-1] + 5) * HOP)]


def common_level(x):
    return x * 10 ** (-26 / 20) / np.sqrt((x**2).mean())


def mel(power, bands):
    weights = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=bands, fmin=50, fmax=7600, htk=True, norm=None, dtype=float)
    return np.log(weights / weights.sum(1, keepdims=True) @ power + 1e-8)


def main():
    x = common_level(trim(voice().astype(float)))
    stft = librosa.stft(x, n_fft=FFT, hop_length=HOP, win_length=WINDOW, window=sps.windows.hann(WINDOW), pad_mode='constant')
    power = np.maximum(FLOOR, np.abs(stft) ** 2 / WINDOW)
    hz = librosa.fft_frequencies(sr=RATE, n_fft=FFT)
    mel40, mel64 = mel(power, 40), mel(power, 64)
    mfcc = dct(mel40, axis=0, norm='ortho')[:20]
    rms = librosa.feature.rms(y=x, frame_length=WINDOW, hop_length=HOP, pad_mode='constant')[0]
    level = 10 * np.log10(rms**2 + FLOOR)
    total = power.sum(0) + 1e-8
    share = power / total
    centroid = (hz[:, None] * power).sum(0) / total
    spread = np.sqrt((hz[:, None] ** 2 * power).sum(0) / total - centroid**2 + 1)
    band = lambda low, high: np.log(power[(hz >= low) & (hz < high)].sum(0) + 1e-8)
    tracks = {
        'level': level,
        'centroid': np.log(centroid),
        'spread': np.log(spread),
        'rolloff-85': ((np.cumsum(power, 0) / total) < 0.85).sum(0) * hz[1],
        'entropy': -(share * np.log(share)).sum(0),
        'flatness': np.log(power[6:]).mean(0) - np.log(power[6:].mean(0)),
        'flux': np.r_[0, np.sqrt((np.diff(mel40, axis=1) ** 2).mean(0))],
        'slope': np.polyfit(np.log(hz[4:]), 10 * np.log10(power[4:]), 1)[0],
        'alpha-ratio': band(50, 1000) - band(1000, 5000),
        'hammarberg-index': np.log(power[hz < 2000].max(0)) - np.log(power[(hz >= 2000) & (hz < 5000)].max(0)),
        'bass-balance': band(0, 500) - band(500, 1500),
        'treble-balance': band(4000, 8000) - band(0, 4000),
    }
    cepstra = np.fft.irfft(10 * np.log10(power), axis=0)[25:230]
    tracks['cepstral-peak'] = cepstra.max(0) - cepstra.mean(0)
    quantiles = lambda v: [v.mean(), v.std(), *np.percentile(v, [5, 25, 50, 75, 95])]
    time = np.linspace(-1, 1, len(level))
    praat = parselmouth.Sound(x, RATE).to_pitch_ac(time_step=HOP / RATE, pitch_floor=65, pitch_ceiling=620)
    middle = range(20, 40)
    pitch = [praat.get_value_at_time(t * HOP / RATE) for t in middle]
    rounded = lambda values: [float(f'{value:.7g}') for value in np.asarray(values).ravel()]
    golden = {
        'samples': len(x),
        'frames': len(level),
        'logMel64': {str(t): rounded(mel64[:, t]) for t in (0, 10, 25, 60)},
        'mfcc': {str(t): rounded(mfcc[:, t]) for t in (0, 10, 25, 60)},
        'tracks': {name: rounded(values[:90:6]) for name, values in tracks.items()},
        'quantiles': {f'mfcc-{k}': rounded(quantiles(mfcc[k])) for k in range(20)},
        'trend': {f'mfcc-{k}': rounded((mfcc[k] * time).mean()) for k in range(6)},
        'deltaSd': {
            f'mfcc-{k}': rounded(librosa.feature.delta(mfcc[k], width=5, mode='nearest').std()) for k in range(20)},
        'correlation': {
            f'mfcc-{a}~mfcc-{b}': rounded(np.corrcoef(mfcc[a], mfcc[b])[0, 1]) for a, b in ((0, 1), (1, 2), (3, 12))},
        'energyMean': rounded(np.log(np.exp(mel40).mean(1) + 1e-8)),
        'pitchHz': {'from': middle.start, 'values': rounded(pitch)},
    }
    path = pathlib.Path(__file__).with_name('golden.json')
    path.write_text(json.dumps(golden, indent=1) + '\n')


main()
