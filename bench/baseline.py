"""What the command line is compared with: librosa's 40 MFCCs and a small model of scikit-learn.

make MODEL             writes a model that was fitted to noise; how well it does is not the point
classify MODEL FILE..  names an emotion for each file
"""

import sys

import joblib
import numpy as np

EMOTIONS = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]


def make(path):
    from sklearn.neural_network import MLPClassifier

    random = np.random.default_rng(1)
    examples = random.normal(size=(400, 40))
    model = MLPClassifier((300,), max_iter=20, random_state=1)
    joblib.dump(model.fit(examples, random.choice(EMOTIONS, 400)), path)


def classify(path, files):
    import librosa

    model = joblib.load(path)
    for file in files:
        samples, rate = librosa.load(file)
        mfcc = librosa.feature.mfcc(y=samples, sr=rate, n_mfcc=40).mean(axis=1)
        print(file, model.predict([mfcc])[0])


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    classify(sys.argv[2], sys.argv[3:])
